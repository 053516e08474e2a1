import t from 'tap'
import { guard, violationOf } from '../../src/guard/guard.ts'
import type { GuardSubject } from '../../src/guard/rules.ts'
import { inPlace } from '../../src/kit/controller.ts'
import { clusterKind, kind } from '../../src/kit/kind.ts'
import type { JsonObject } from '../../src/protocol/json.ts'

const ConfigMap = kind('v1', 'ConfigMap', 'configmaps')
const Secret = kind('v1', 'Secret', 'secrets')
const Namespace = clusterKind('v1', 'Namespace', 'namespaces')
const subject: GuardSubject = {
  rules: [ConfigMap, Secret, Namespace].map(inPlace),
  parent: { scope: 'Namespaced', namespace: 'n' },
  observed: 0,
  childless: false,
  answerLength: 1_000_000,
}
const child = (fields: JsonObject = {}, metadata: JsonObject = {}): JsonObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', ...fields, metadata: { name: 'a', namespace: 'n', ...metadata } })
const rule = (children: readonly JsonObject[], of: Partial<GuardSubject> = {}, status: unknown = {}): string | undefined =>
  violationOf(children, status, { ...subject, ...of })?.rule

t.test('a sound answer passes', async (t) => {
  t.equal(rule([child({ data: { a: '' } }, { labels: { a: 'b' }, annotations: { c: 'd' } })]), undefined)
  t.equal(rule([child({}, { namespace: '' })]), undefined)
})

const cases: readonly (readonly [string, readonly JsonObject[], Partial<GuardSubject>?])[] = [
  ['kind-registered', [child({ kind: 'Pod' })]],
  ['kind-registered', [child({ apiVersion: 'v2' })]],
  ['name-valid', [child({}, { name: '' })]],
  ['name-valid', [child({}, { name: 'Upper' })]],
  ['name-valid', [child({}, { name: 'a'.repeat(254) })]],
  ['name-valid', [child({}, { generateName: 'a-' })]],
  ['namespace-allowed', [child({}, { namespace: 'other' })]],
  ['namespace-allowed', [child({ kind: 'Namespace' }, { namespace: '' })]],
  ['namespace-allowed', [child({}, { namespace: '' })], { parent: { scope: 'Cluster', namespace: undefined } }],
  ['metadata-text', [child({}, { labels: { a: 1 } })]],
  ['metadata-text', [child({}, { annotations: { a: true } })]],
  ['metadata-text', [child({}, { labels: 'x' })]],
  ['no-system-field', [child({}, { uid: 'u' })]],
  ['no-system-field', [child({}, { resourceVersion: '1' })]],
  ['no-system-field', [child({}, { ownerReferences: [] })]],
  ['no-status', [child({ status: {} })]],
  ['no-string-data', [child({ kind: 'Secret', stringData: { a: 'b' } })]],
  ['no-null', [child({ data: { a: null } })]],
  ['no-null', [child({ list: [1, { b: null }] })]],
  ['ports-distinct', [child({ spec: { ports: [{ port: 53, protocol: 'TCP' }, { port: 53, protocol: 'UDP' }] } })]],
  ['ports-distinct', [child({ spec: { template: { spec: { containers: [{ ports: [{ containerPort: 53 }, { containerPort: 54 }, { containerPort: 53 }] }] } } } })]],
  ['size', [child({ data: { a: 'x'.repeat(250_000) } })]],
  ['no-duplicate', [child(), child()]],
  ['not-emptied', [], { observed: 2 }],
]
cases.forEach(([expected, children, of], index) => {
  t.test(`${expected}: case ${index} is held back`, async (t) => {
    t.equal(rule(children, of), expected)
    t.throws(() => { guard(children, {}, { ...subject, ...of }) }, { code: 'KH_GUARD', statusCode: 500 })
  })
})

t.test('different ports, and ports of two containers, are let through', async (t) => {
  t.equal(rule([child({ spec: { ports: [{ port: 53 }, { port: 54 }], containers: [{ ports: [{ containerPort: 1 }] }, { ports: [{ containerPort: 1 }] }] } })]), undefined)
})

t.test('an empty set is fine when nothing is observed, or when the hook says so', async (t) => {
  t.equal(rule([]), undefined)
  t.equal(rule([], { observed: 2, childless: true }), undefined)
})

t.test('cluster-scoped parents own cluster-scoped and namespaced children', async (t) => {
  const cluster = { parent: { scope: 'Cluster', namespace: undefined } } as const
  t.equal(rule([child({ kind: 'Namespace' }, { namespace: '' }), child()], cluster), undefined)
})

t.test('the one null that Kubernetes writes is let through', async (t) => {
  t.equal(rule([child({ templates: [{ metadata: { creationTimestamp: null } }] })]), undefined)
})

t.test('a status that is no object or does not fit is held back', async (t) => {
  t.equal(rule([child()], {}, 'x'), 'status-object')
  t.equal(rule([child()], {}, { a: 'x'.repeat(600_000) }), 'status-size')
})

t.test('a message names the child, never its content', async (t) => {
  const message = violationOf([child({ data: { password: 'hunter2' }, status: {} })], {}, subject)?.message ?? ''
  t.match(message, /^ConfigMap\/a: /)
  t.notMatch(message, /hunter2/)
})
