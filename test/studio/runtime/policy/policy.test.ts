import t from 'tap'
import type { HookBundleSpec } from '../../../../hooks/program/hookbundle/resource.ts'
import { compositeRequest } from '../../../../src/guard/invoke.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { policyViolation } from '../../../../studio/runtime/policy/policy.ts'
import type { ProgramAnswer } from '../../../../studio/runtime/answer.ts'
import { asked, bundleSpec, greeting } from '../fixtures/program.ts'
import type { Asked } from '../fixtures/program.ts'

interface Given extends Asked { readonly hook?: 'sync' | 'finalize'; readonly spec?: Partial<HookBundleSpec> }

const ruleOf = (answer: Partial<ProgramAnswer>, { hook = 'sync', spec = {}, ...more }: Given = {}): string | undefined => {
  const whole = { status: {}, children: [], ...answer }
  return policyViolation(whole, { hook, bundle: bundleSpec(greeting, spec), request: compositeRequest(asked(more)), answerLength: JSON.stringify(whole).length })?.rule
}

const map = (more: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...metadata }, ...more })
const one = (more?: JsonObject, metadata?: JsonObject): Partial<ProgramAnswer> => ({ children: [map(more, metadata)] })

t.test('a plain child is allowed', async (t) => {
  t.equal(ruleOf(one()), undefined)
  t.equal(ruleOf(one({}, { namespace: 'n1' })), undefined)
})

const refused: readonly (readonly [string, string, Partial<ProgramAnswer>])[] = [
  ['a kind that is not registered', 'kind-registered', { children: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }] }],
  ['another version of a kind', 'kind-registered', { children: [{ ...map(), apiVersion: 'v2' }] }],
  ['a name that is none', 'name-valid', one({}, { name: 'A_b' })],
  ['a name by the server', 'name-valid', one({}, { generateName: 'a-' })],
  ['another namespace', 'namespace-allowed', one({}, { namespace: 'n2' })],
  ['a child twice', 'no-duplicate', { children: [map(), map({ data: { x: 'y' } })] }],
  ...['uid', 'resourceVersion', 'ownerReferences', 'managedFields', 'finalizers', 'creationTimestamp'].map((field) =>
    [`metadata.${field}`, 'no-system-field', one({}, { [field]: field === 'uid' || field === 'resourceVersion' ? 'x' : [] })] as const),
  ['a status in a child', 'no-status', one({ status: {} })],
  ['a null', 'no-null', one({ data: null })],
  ['a child that fits nowhere', 'size', one({ data: { x: 'x'.repeat(300_000) } })],
  ['finalized by sync', 'finalized-in-sync', { finalized: true }],
  ['a status of more than 64 KiB', 'status-size', { status: { text: 'é'.repeat(33_000) } }],
]

for (const [what, rule, answer] of refused) {
  t.test(`${what} is held back`, async (t) => {
    t.equal(ruleOf(answer), rule)
  })
}

t.test('children have a number that is not passed', async (t) => {
  const children = [map(), map({}, { name: 'b' })]
  const limits = { ...bundleSpec(greeting).limits, children: 1 }
  t.equal(ruleOf({ children }), undefined)
  t.equal(ruleOf({ children }, { spec: { limits } }), 'children-count')
})

t.test('an empty list while there are children must be meant', async (t) => {
  const children = { 'ConfigMap.v1': { 'n1/a': { ...map(), metadata: { name: 'a', namespace: 'n1' } } } }
  t.equal(ruleOf({}, { children }), 'not-emptied')
  t.equal(ruleOf({ childless: true }, { children }), undefined)
  t.equal(ruleOf({}, { children, hook: 'finalize' }), undefined, 'a parent that goes takes its children along')
  t.equal(ruleOf({ finalized: true }, { hook: 'finalize' }), undefined)
})

t.test('the rules of the program decide what is forbidden', async (t) => {
  const child = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { hostPID: true, containers: [{ name: 'a', image: 'x' }] } }
  const children = { 'Pod.v1': {} }
  t.equal(ruleOf({ children: [child] }, { children }), 'forbid-host-pid')
  t.equal(ruleOf({ children: [child] }, { children, spec: { forbid: ['privileged'] } }), undefined)
  t.equal(ruleOf({ children: [child] }, { children, spec: { forbid: ['serviceAccounts'], serviceAccounts: [] } }), 'forbid-service-accounts')
})

t.test('children of a cluster-scoped parent stand in a namespace, unless their kind has none', async (t) => {
  const parent = { apiVersion: 'example.com/v1', kind: 'Zone', metadata: { name: 'a', uid: 'u1' } }
  t.equal(ruleOf(one(), { parent }), 'namespace-allowed')
  t.equal(ruleOf(one({}, { namespace: 'n1' }), { parent }), undefined)
  const custom = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } }
  const children = { 'Thing.example.com/v1': {}, 'Namespace.v1': {} }
  t.equal(ruleOf({ children: [custom, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'b' } }] }, { parent, children }), undefined)
  t.equal(ruleOf({ children: [custom] }, { children }), undefined, 'a custom child of a namespaced parent may leave its namespace out')
})

t.test('status fits the schema of the parents, where there is one', async (t) => {
  const statusSchema = { type: 'object', required: ['ready', 'observedGeneration'], properties: { ready: { type: 'integer' } } }
  t.equal(ruleOf({ status: { ready: 1 } }, { spec: { statusSchema } }), undefined)
  t.equal(ruleOf({ status: { ready: 1, observedGeneration: 3 } }, { spec: { statusSchema } }), undefined)
  t.equal(ruleOf({ status: { ready: 'one' } }, { spec: { statusSchema } }), 'status-schema')
  t.equal(ruleOf({ status: { ready: 1, more: 1 } }, { spec: { statusSchema } }), 'status-schema')
  t.equal(ruleOf({ status: {} }, { spec: { statusSchema } }), 'status-schema')
})
