import t from 'tap'
import { hookProgram } from '../../../../hooks/program/hookprogram/controller.ts'
import { invoke } from '../../../../src/guard/invoke.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { begin, bundleOf, edited, finalizing, registrationOf, settle } from '../fixtures/life.ts'
import { codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'

const one = codeOf('one')
const base = settle(begin({ activeRevision: nameOf(one), finalize: true }, [definition(), revision(one)]))
const hooksOf = (world: typeof base): readonly string[] => Object.keys(JSON.parse(JSON.stringify(registrationOf(world)?.['spec'] ?? {})).hooks ?? {}).toSorted()
const finalizer = 'metacontroller.io/compositecontroller-studio-greet'
const parent = (finalizers: string[]): Manifest => ({ apiVersion: 'example.com/v1', kind: 'MyResource', metadata: { name: 'hello', namespace: 'demo', finalizers } })

t.test('a program goes after its parents are released', async (t) => {
  t.strictSame(hooksOf(base), ['customize', 'finalize', 'sync'])
  const first = finalizing(base, [parent([finalizer])])
  t.strictSame(hooksOf(first.world), ['customize', 'sync'], 'first the controller loses its finalize hook')
  t.strictSame(bundleOf(first.world), bundleOf(base), 'and code stays for as long as it is registered')
  t.equal(first.finalized, false)
  const second = finalizing(first.world, [parent([]), parent(['other', finalizer])])
  t.strictSame([second.writes, second.finalized], [[], false], 'then it waits')
  t.ok(second.againAfterSeconds > 0)
  const third = finalizing(second.world, [parent(['other'])])
  t.equal(third.finalized, false)
  t.equal(third.world.children.size, 0, 'then all of it goes')
  t.equal(finalizing(third.world, []).finalized, true)
})

t.test('the hook is taken away even where nobody knows what was applied, or no parent is there', async (t) => {
  const stripped = new Map([...base.children].map(([key, { metadata: { annotations: _, ...metadata }, ...child }]) => [key, { ...child, metadata }]))
  const first = finalizing({ ...base, children: stripped }, [])
  t.strictSame(hooksOf(first.world), ['customize', 'finalize', 'sync'], 'it is applied once as it is')
  t.strictSame(hooksOf(finalizing(first.world, []).world), ['customize', 'sync'])
})

t.test('a program that never ran just goes', async (t) => {
  const world = settle(begin({}, [definition()]))
  t.equal(finalizing(world).world.children.size, 0)
  t.equal(finalizing({ ...world, children: new Map() }).finalized, true)
})

t.test('whatever its spec says, it can go', async (t) => {
  for (const spec of [{ parent: 7 }, { parent: { apiVersion: 'v1', resource: 'pods' }, children: 'x' }]) t.equal(finalizing(edited({ ...base, children: new Map() }, spec)).finalized, true)
})

const asked = (spec: unknown, metadata: object, status: JsonObject = {}): readonly JsonObject[] => JSON.parse(invoke(hookProgram, 'customize', {
  request: { controller: {}, parent: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookProgram', metadata: { name: 'greet', ...metadata }, spec, status } }, context: { now: '2026-11-21T00:00:00Z', settings: {} },
}).text).relatedResources

const spec = { parent: { apiVersion: 'example.com/v1', resource: 'myresources' }, children: [{ apiVersion: 'v1', resource: 'secrets' }, { apiVersion: 'apps/v1', resource: 'deployments' }, { apiVersion: 'other.example.com/v2', resource: 'others' }], activeRevision: 'greet-1', canary: { revision: 'greet-2', percent: 1 } }
const revisions = { apiVersion: 'studio.kaspr.io/v1alpha1', resource: 'hookrevisions', names: ['greet-1', 'greet-2'] }
const definitions = { apiVersion: 'apiextensions.k8s.io/v1', resource: 'customresourcedefinitions', names: ['myresources.example.com', 'others.other.example.com'] }
const registrations = { apiVersion: 'metacontroller.k8s.io/v1alpha1', resource: 'compositecontrollers' }
const active = { revision: 'greet-1', digest: 'd', compiledDigest: 'c' }

t.test('exactly the named revisions and the definitions of custom kinds are asked for, and who else is registered', async (t) => {
  t.strictSame(asked(spec, {}), [revisions, definitions, registrations])
  t.strictSame(asked({ ...spec, canary: undefined, activeRevision: undefined }, {}), [definitions, registrations])
  t.strictSame(asked({ ...spec, canary: { revision: 'greet-1', percent: 1 } }, {}), [{ ...revisions, names: ['greet-1'] }, definitions, registrations])
  for (const broken of [null, 7, {}, { parent: null, children: {}, activeRevision: 'No name', canary: [] }]) t.strictSame(asked(broken, {}), [])
})

t.test('parents are asked for while a program goes that was registered', async (t) => {
  const metadata = { deletionTimestamp: '2026-11-21T00:00:00Z' }
  t.strictSame(asked(spec, metadata, { active }), [revisions, definitions, spec.parent])
  t.strictSame(asked(spec, metadata), [revisions, definitions], 'before it was registered nobody knows whether the kind is there')
  const conditions = [{ type: 'Ready', status: 'False', reason: 'ParentMissing', message: 'x', lastTransitionTime: '2026-11-21T00:00:00Z' }]
  t.strictSame(asked(spec, metadata, { active, conditions }), [revisions, definitions], 'a kind that is gone has no parents')
})
