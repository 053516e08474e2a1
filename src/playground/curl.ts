import { objectOf, specOf } from '../cluster/json-fields.ts'
import { hookPath } from '../kit/controller.ts'
import type { HookName } from '../kit/controller.ts'
import type { JsonValue } from '../protocol/json.ts'

/** The service beside the playground. */
export interface ServiceAddress {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string
  readonly tokenFile?: string | undefined
}

/** A command that posts a request to the running service. The body is one line of JSON, so that nothing in it can end it. */
export const curlOf = (controller: string, hook: HookName, { request, service: { url, tokenFile } }: { readonly request: JsonValue; readonly service: ServiceAddress }): string => [
  'curl -sS',
  ...(tokenFile === undefined ? [] : [`-H "authorization: Bearer $(head -n 1 ${quoted(tokenFile)})"`]),
  `-H 'content-type: application/json' --data-binary @- ${quoted(url + (registeredPath(request, hook) ?? hookPath({ name: controller }, hook)))} <<'JSON'\n${JSON.stringify(request)}\nJSON\n`,
].join(' ')

/** Of a controller that was registered as an object: its request says where. */
const registeredPath = (request: JsonValue, hook: HookName): string | undefined => {
  const { path, url } = objectOf(objectOf(objectOf(specOf(objectOf(objectOf(request)['controller']))['hooks'])[hook])['webhook'])
  if (typeof path === 'string') return path
  const address = typeof url === 'string' ? URL.parse(url) : null
  return address === null ? undefined : address.pathname + address.search
}

const quoted = (text: string): string => /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
