import { bounded } from './bounded.ts'
import type { TracedCall } from './tracing.ts'

/** What a span may say. Undefined is not said. */
type Attributes = Readonly<Record<string, string | number | undefined>>

/**
 * Attributes of a call, by OpenTelemetry's conventions for HTTP servers where they have a name for it. Of a body only kind,
 * namespace and name of the parent get in; messages of errors stay in the log, because a hook may have put anything into one.
 */
export const callAttributes = ({ request, controller, hook, outcome, status, bytes, children, code }: TracedCall): Attributes => ({
  'http.request.method': request.method,
  'http.route': request.routeOptions.url,
  'http.response.status_code': status,
  'http.request.body.size': bytes,
  'url.scheme': request.protocol,
  'url.path': bounded(request.url.split('?', 1)[0] ?? '', 200),
  'network.protocol.version': request.raw.httpVersion,
  'client.address': request.ip,
  'user_agent.original': bounded(request.headers['user-agent'] ?? '', 100),
  'error.type': code,
  'kaspr.controller': controller,
  'kaspr.hook': hook,
  'kaspr.outcome': outcome,
  'kaspr.children': children,
  ...parentOf(request.parent),
})

/** `Kind namespace/name` as three; without a namespace as two. */
const parentOf = (parent: string): Attributes => {
  const [, kind = '', , namespace, name = ''] = /^(\S+) (([^/]*)\/)?(.*)$/.exec(parent) ?? []
  return kind === '' ? {} : { 'kaspr.parent.kind': kind, 'kaspr.parent.namespace': namespace, 'kaspr.parent.name': name }
}
