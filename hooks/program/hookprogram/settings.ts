import { documentCheckOf } from '../../../src/kit/check.ts'
import { optional, struct, text } from '../../../src/kit/fields.ts'
import { parsedJson } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Settings } from '../../../src/kit/settings.ts'

const names = { address: 'STUDIO_HOOKS_URL', webhook: 'STUDIO_HOOKS_WEBHOOK', wire: 'STUDIO_HOOKS_WIRE' } as const

/** The Service of the shipped manifests. */
const service = { name: 'kaspr-hooks', namespace: 'kaspr-hooks', port: 8080, protocol: 'http' } as const

/**
 * How Metacontroller calls a hook of a program: under STUDIO_HOOKS_URL, or in the service that the manifests make; with the
 * token and certificates of STUDIO_HOOKS_WEBHOOK. It reads those when a registration changes, so that STUDIO_HOOKS_WIRE,
 * which changes with them, stands in the path.
 */
export const webhookOf = (settings: Settings, path: string): JsonObject => {
  const base = baseOf(settings)
  const wire = settings[names.wire] ?? ''
  const marked = wire === '' ? path : `${path}${path.includes('?') ? '&' : '?'}wire=${encodeURIComponent(wire)}`
  return { ...(base === undefined ? { service, path: marked } : { url: `${base}${marked}` }), ...credentialsOf(settings[names.webhook]) }
}

const baseOf = (settings: Settings): string | undefined => {
  const given = settings[names.address]
  return given === undefined || given === '' || !isBase(given) ? undefined : given.replace(/\/+$/, '')
}

const isBase = (given: string): boolean => {
  const url = URL.parse(given)
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
}

const secretRef = struct({
  name: text('Name of the Secret.', { minLength: 1 }), namespace: text('Its namespace.', { minLength: 1 }), key: optional(text('Key in it.', { minLength: 1 })),
}, 'A Secret.', { additionalProperties: false })

const credentials = documentCheckOf(struct({
  authorization: optional(struct({ type: text('Kind of token.'), secretRef }, 'Token.', { additionalProperties: false })),
  caBundle: optional(struct({ secretRef }, 'Authority of the service.', { additionalProperties: false })),
  clientTLS: optional(struct({ secretRef }, 'Certificate of Metacontroller.', { additionalProperties: false })),
}, 'Fields of a webhook.', { additionalProperties: false }))

const credentialsOf = (given = ''): JsonObject => {
  const value = given === '' ? {} : parsedJson(given)
  return value !== undefined && credentials.matches(value) ? value : {}
}

/** Settings that cannot be read stop the service at start. */
export const programSettingProblems = (settings: Settings): readonly Problem[] => {
  const [address = '', webhook = ''] = [settings[names.address], settings[names.webhook]]
  return [
    ...(address === '' || isBase(address) ? [] : [problem(names.address, 'must be an address such as http://127.0.0.1:8080, without a query')]),
    ...(webhook === '' ? [] : webhookProblems(parsedJson(webhook))),
  ]
}

const webhookProblems = (value: JsonValue | undefined): readonly Problem[] => value === undefined
  ? [problem(names.webhook, 'must be JSON, such as {"authorization":{"type":"Bearer","secretRef":{"name":"token","namespace":"kaspr-hooks","key":"token"}}}')]
  : credentials.problems(value, '').slice(0, 1).map(({ path, message }) => problem(names.webhook, `${path === '' ? 'the value' : path} ${message}`))
