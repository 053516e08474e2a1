import t from 'tap'
import { trapOf, traps } from '../../doctor/traps.ts'
import type { TrapName } from '../../doctor/traps.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { findingsOf, told } from './fixtures/examined.ts'
import { ago, healthy, withObjects } from './fixtures/healthy.ts'

const well = await healthy()

const failed = (name: string, message: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.1`, namespace: 'shop' }, type: 'Warning', reason: 'SyncError', count: 3, lastTimestamp: ago(60), message: `Sync error: ${message}`,
  involvedObject: { apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', name, namespace: 'shop' }, ...more,
})

/** Texts as they come from Metacontroller with an answer of ours in it, from the API server, and from Go. */
const texts: Readonly<Record<TrapName, readonly string[]>> = {
  TokenRefused: ['sync hook failed: remote error: {"title":"Unauthorized","status":401,"code":"KH_UNAUTHORIZED"}'],
  HeldBack: ['sync hook failed: remote error: {"status":500,"code":"KH_GUARD","detail":"The answer was held back (no-null): x"}'],
  HookFailed: ['remote error: {"code":"KH_HOOK_FAILED","detail":"The sync hook failed: unknown field"}'],
  BodyTooLarge: ['remote error: {"code":"KH_BODY_TOO_LARGE"}'],
  OtherRelease: ['remote error: {"code":"KH_NOT_FOUND","detail":"No such route: POST /hooks/x/sync"}', 'remote error: {"code":"KH_ENVELOPE_INVALID"}'],
  Overloaded: ['remote error: {"code":"KH_DRAINING"}', '503 Service Unavailable'],
  CertificateUnknown: ['Post "https://kaspr-hooks.kaspr-hooks:8443/": tls: failed to verify certificate: x509: certificate signed by unknown authority'],
  HookTimedOut: ['Post "http://kaspr-hooks.kaspr-hooks:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)', 'dial tcp 10.0.0.1:8080: i/o timeout'],
  HookUnreachable: ['Post "http://a.b:8080/x": dial tcp 10.0.0.1:8080: connect: connection refused', 'dial tcp: lookup a.b on 10.96.0.10:53: no such host', 'Post "http://a.b": EOF'],
  NamespaceGoing: ['pods "a" is forbidden: unable to create new content in namespace shop because it is being terminated'],
  QuotaExceeded: ['pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1'],
  AdmissionRefused: ['pods "a" is forbidden: violates PodSecurity "restricted:latest": hostNetwork', 'admission webhook "x.y" denied the request: no'],
  RightMissing: ['configmaps is forbidden: User "system:serviceaccount:m:m" cannot create resource "configmaps" in API group "" in the namespace "shop"'],
  ImmutableField: [
    'StatefulSet.apps "a" is invalid: spec: Forbidden: updates to statefulset spec for fields other than \'replicas\' are forbidden',
    'Job.batch "a" is invalid: spec.template: Invalid value: field is immutable',
    'Pod "a" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.tolerations`',
    'PersistentVolumeClaim "a" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests',
  ],
  TooLong: ['ConfigMap "a" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes', 'etcdserver: request is too large'],
  StatusMissing: ['the resource kasprapps.kaspr.io has no Status subresource'],
  DefinitionMissing: ['no matches for kind "KasprApp" in version "kaspr.io/v1alpha1"', 'customresourcedefinitions.apiextensions.k8s.io "kasprapps.kaspr.io" not found'],
  AnswerUnreadable: ['can\'t unmarshal response: json: unknown field "error"', 'invalid character \'<\' looking for beginning of value'],
  LabelMismatch: ['labels on StatefulSet a don\'t match parent\'s selector'],
  ChildInvalid: [
    'Service "a" is invalid: spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    'StatefulSet.apps "a" is invalid: spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`',
    'Pod "a-401" is invalid: spec.hostNetwork: Forbidden: not here',
  ],
}

for (const [name, messages] of Object.entries(texts)) {
  t.test(`events: ${name} is known by its text`, async (t) => {
    for (const message of messages) t.equal(trapOf(`Sync error: ${message}`), name, message)
    t.ok(messages.length > 0)
  })
}

t.test('every trap has a text and a command', async (t) => {
  t.strictSame(Object.keys(texts), Object.keys(traps))
  const way = { namespace: 'n', register: 'register', define: 'define' }
  t.strictSame(Object.values(traps).filter((trap) => trap.mend(way) === ''), [])
})

t.test('objects with one trouble are one finding, with its meaning and the latest text', async (t) => {
  const cluster = withObjects(well, failed('b', 'dial tcp: connection refused', { lastTimestamp: ago(1) }), failed('a', 'dial tcp: no such host'), failed('c', 'what is that?'))
  const [first, second, ...more] = await findingsOf('events', cluster)
  t.match(first, { code: 'HookUnreachable', object: 'KasprApp shop/b', severity: 'error', what: '3×, last 1s ago: Sync error: dial tcp: connection refused (and 1 more objects)', mend: 'kubectl --namespace kaspr-hooks get services,endpointslices,pods' })
  t.match(second, { code: 'Unexplained', object: 'KasprApp shop/c', mend: 'kubectl describe kasprapp c --namespace shop' })
  t.strictSame(more, [])
})

t.test('what was not told for 20 minutes is over', async (t) => {
  t.match(await findingsOf('events', withObjects(well, failed('a', 'connection refused', { lastTimestamp: ago(1201) }))), [{ code: 'HookUnreachable', severity: 'info' }, { code: 'Ok' }])
})

t.test('registrations have Events too, other kinds and normal Events do not count', async (t) => {
  const about = { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', name: 'kasprapp' }
  const cluster = withObjects(well, failed('a', 'no Status subresource', { involvedObject: about, reason: 'CreateError' }),
    failed('b', 'x', { involvedObject: { apiVersion: 'v1', kind: 'Node', name: 'b' } }), failed('c', 'x', { type: 'Normal' }))
  t.strictSame(told(await findingsOf('events', cluster)), ['StatusMissing CompositeController kasprapp'])
})

t.test('what came with Helm is mended with Helm', async (t) => {
  const annotations = { 'meta.helm.sh/release-name': 'hooks', 'meta.helm.sh/release-namespace': 'ops' }
  const marked = { ...well, objects: well.objects.map((object) => object['apiVersion'] === 'metacontroller.k8s.io/v1alpha1' ? { ...object, metadata: { ...Object(object['metadata']), annotations } } : object) }
  const [finding] = await findingsOf('events', withObjects(marked, failed('a', 'KH_NOT_FOUND')))
  t.match(finding, { code: 'OtherRelease', mend: 'helm upgrade hooks charts/kaspr-hooks --namespace ops --reuse-values' })
})

t.test('whoever writes Events writes no commands', async (t) => {
  const about = { apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', name: "a'; rm -rf $(pwd)", namespace: '`b`' }
  const [finding] = await findingsOf('events', withObjects(well, failed('a', 'what?', { involvedObject: about })))
  t.equal(finding?.mend, "kubectl describe kasprapp 'a'\\''; rm -rf $(pwd)' --namespace '`b`'")
})
