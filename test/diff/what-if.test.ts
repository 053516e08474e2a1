import t from 'tap'
import { whatIf } from '../../src/diff/what-if.ts'
import type { Consequences } from '../../src/diff/what-if.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { composite } from '../../src/kit/composite.ts'
import { inPlace, onDelete, recreate } from '../../src/kit/controller.ts'
import type { ChildRule } from '../../src/kit/controller.ts'
import { integer, optional, struct, text } from '../../src/kit/fields.ts'
import { child } from '../../src/kit/kind.ts'
import type { Child } from '../../src/kit/kind.ts'
import { ConfigMap, StatefulSet } from '../../src/kit/kinds.ts'
import { resource } from '../../src/kit/resource.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const spec = struct({ word: optional(text('A word.')), size: optional(integer('A size.')) }, 'spec')
const Toy = resource({
  group: 'toys.example.com', version: 'v1', kind: 'Toy', plural: 'toys', singular: 'toy', shortNames: [], scope: 'Namespaced',
  description: 'A toy.', columns: [], spec, status: struct({ seen: optional(integer('Generation.')) }, 'status'),
})
interface ToySpec { readonly word?: string; readonly size?: number }
const toy = (rule: ChildRule, children: (spec: ToySpec) => readonly Child[]) => composite({
  name: 'toy', parent: Toy, children: [rule], sync: ({ parent }) => {
    if (parent.spec.word === 'fail') throw new TypeError('oops')
    return { children: children(parent.spec), status: { seen: parent.metadata.generation ?? 0 }, childless: true }
  },
})
const map = ({ word = '' }: ToySpec): readonly Child[] => word === 'none' ? [] : [child(ConfigMap, { metadata: { name: 'm', namespace: 'n' }, data: { word } })]
const set = ({ word = 'x' }: ToySpec): readonly Child[] => [child(StatefulSet, { metadata: { name: 's', namespace: 'n' }, spec: {
  replicas: 3, serviceName: word, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
} })]

const parent = (given: object, more: object = {}): StoredObject => trusted({ apiVersion: 'toys.example.com/v1', kind: 'Toy', metadata: { name: 't', namespace: 'n', ...more }, spec: given })
const live = parent({ word: 'old' }, { uid: 'P', resourceVersion: '1', generation: 1 })
const stored = (made: Child | undefined, more: object = {}): StoredObject => {
  const object = trusted<StoredObject>(made)
  const applied = JSON.stringify(object)
  return trusted({ ...object, metadata: {
    ...object.metadata, uid: 'C', resourceVersion: '2', labels: { 'controller-uid': 'P' },
    annotations: { 'metacontroller.k8s.io/last-applied-configuration': applied },
    ownerReferences: [{ apiVersion: 'toys.example.com/v1', kind: 'Toy', name: 't', uid: 'P', controller: true }],
    ...more,
  } })
}
const context = { now: '2026-01-01T00:00:00Z', settings: {} }
const ask = (controller: ReturnType<typeof toy>, objects: readonly StoredObject[], applied: StoredObject): Promise<Consequences> =>
  whatIf({ controllers: [controller], context, objects, applied: [applied] })
const observedMap = stored(map({ word: 'old' })[0])

t.test('what is not there yet is created, and nothing differs when nothing changes', async (t) => {
  t.match(await ask(toy(inPlace(ConfigMap), map), [], parent({ word: 'new' })), { diffs: [{ object: 'ConfigMap n/m', effect: 'creates' }], failures: [] })
  t.strictSame(await ask(toy(inPlace(ConfigMap), map), [live, observedMap], parent({ word: 'old' })), { diffs: [], failures: [] })
})

t.test('fields of others survive the merge; only what the hook changes is told', async (t) => {
  const shared = trusted<StoredObject>({ ...observedMap, data: { word: 'old', theirs: 'kept' } })
  t.match(await ask(toy(inPlace(ConfigMap), map), [live, shared], parent({ word: 'new' })), { diffs: [{ effect: 'inPlace', changes: [{ path: 'data.word', from: 'old', to: 'new' }] }] })
})

t.test('drift is told too, because Metacontroller repairs it', async (t) => {
  const drifted = trusted<StoredObject>({ ...observedMap, data: { word: 'by hand' } })
  t.match(await ask(toy(inPlace(ConfigMap), map), [live, drifted], parent({ word: 'old' })), { diffs: [{ changes: [{ from: 'by hand', to: 'old' }] }] })
})

t.test('update methods count: made again, or left alone', async (t) => {
  t.match(await ask(toy(recreate(ConfigMap), map), [live, observedMap], parent({ word: 'new' })), { diffs: [{ effect: 'replaces' }] })
  t.strictSame(await ask(toy(onDelete(ConfigMap), map), [live, observedMap], parent({ word: 'new' })), { diffs: [], failures: [] })
})

t.test('a child that is wanted no longer is deleted', async (t) => {
  t.match(await ask(toy(inPlace(ConfigMap), map), [live, observedMap], parent({ word: 'none' })), { diffs: [{ object: 'ConfigMap n/m', effect: 'deletes' }] })
})

t.test('what the API server would refuse stays as it is and is told', async (t) => {
  const observed = stored(set({ word: 'old' })[0])
  t.match(await ask(toy(inPlace(StatefulSet), set), [live, observed], parent({ word: 'new' })), {
    diffs: [{ object: 'StatefulSet n/s', effect: 'refused', reason: 'refused: immutable spec.serviceName', changes: [{ path: 'spec.serviceName', from: 'old', to: 'new' }] }],
    failures: [],
  })
})

t.test('a name that somebody else has is told', async (t) => {
  const foreign = stored(map({})[0], { ownerReferences: [], labels: {} })
  t.match(await ask(toy(inPlace(ConfigMap), map), [live, foreign], parent({ word: 'new' })), { diffs: [{ object: 'ConfigMap n/m', effect: 'refused', reason: /belongs to somebody else/ }] })
})

t.test('objects whose owners were not read are left alone', async (t) => {
  const others = stored(map({})[0], { name: 'x', uid: 'X', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'gone', uid: 'gone', controller: true }] })
  t.strictSame(await ask(toy(inPlace(ConfigMap), map), [live, observedMap, others], parent({ word: 'old' })), { diffs: [], failures: [] })
})

t.test('a hook that fails and a spec that is invalid are failures, and nothing seems deleted', async (t) => {
  t.match(await ask(toy(inPlace(ConfigMap), map), [live, observedMap], parent({ word: 'fail' })), { diffs: [], failures: [{ code: 'KH_PASS_FAILED', message: /^Toy n\/t: .*oops/ }] })
  t.match(await ask(toy(inPlace(ConfigMap), map), [live, observedMap], parent({ size: 'big' })), { diffs: [], failures: [{ code: 'KH_SPEC_INVALID', message: /^Toy n\/t: spec\.size: / }] })
})

t.test('empty lists of a custom resource reach the hook as they were sent', async (t) => {
  const seen: unknown[] = []
  const controller = toy(inPlace(ConfigMap), (given) => {
    seen.push(given)
    return map({ word: 'x' })
  })
  await ask(controller, [], parent({ word: 'x', list: [] }))
  t.match(seen[0], { list: [] })
})
