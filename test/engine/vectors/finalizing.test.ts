import t from 'tap'
import type { CompositeRegistration } from '../../../src/engine/registration.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { ConfigMap, Thing, child, finalizer, parent, strict, things, wanted } from '../fixtures/things.ts'
import { begin, world } from '../fixtures/world.ts'
import type { Hook, Setup, World } from '../fixtures/world.ts'

// Group E of metacontroller.md §7.7.

const deletionTimestamp = '2026-01-02T00:00:00Z'
const finalizing: CompositeRegistration = { ...things, hooks: { sync: strict, finalize: strict } }
const selecting: CompositeRegistration = { ...finalizing, parents: [{ kind: Thing, labelSelector: { matchLabels: { on: 'yes' } }, ignoreStatusChanges: false }] }

const deleted = (finalizers: string[], more: JsonObject = {}) => parent({ status: { observedGeneration: 1 } }, { deletionTimestamp, finalizers, ...more })
const [a, b] = [child(ConfigMap, { metadata: { name: 'a', uid: 'XA' }, data: {} }), child(ConfigMap, { metadata: { name: 'b', uid: 'XB' }, data: {} })]

const ran = async (setup: Partial<Setup> & { readonly hook: Hook }, milliseconds = 100): Promise<World> => {
  const made = world({ registration: finalizing, ...setup })
  await made.run(milliseconds)
  return made
}
const asked = ({ calls }: World): readonly unknown[] => calls.map(({ hook, request }) => [hook, request['finalizing']])
const finalizers = async (made: World): Promise<unknown> => (await made.get(Thing, 'p'))?.metadata.finalizers

t.test('E01: with a finalize hook the finalizer is there before the sync hook is asked', async (t) => {
  const made = await ran({ objects: [parent()], hook: () => ({}) })
  t.strictSame(made.operations.slice(0, 2), ['GET Thing n1/p', 'PUT Thing n1/p'])
  t.match(made.calls[0], { hook: 'sync', request: { finalizing: false, parent: { metadata: { finalizers: [finalizer] } } } })
})

t.test('E02: what the finalize hook keeps is kept, the finalizer stays', async (t) => {
  const made = await ran({ objects: [deleted([finalizer]), a, b], hook: () => ({ children: [wanted('a')] }) })
  t.strictSame([made.ops(), await finalizers(made)], [['DELETE ConfigMap n1/b (uid XB, Background)'], [finalizer]])
})

t.test('E03: then the rest', async (t) => {
  const made = await ran({ objects: [deleted([finalizer]), a], hook: () => ({}) })
  t.strictSame([made.ops(), await finalizers(made)], [['DELETE ConfigMap n1/a (uid XA, Background)'], [finalizer]])
})

t.test('E04: finalized lets the parent go; the children of that answer are ignored', async (t) => {
  const made = await ran({ objects: [deleted([finalizer])], hook: () => ({ children: [wanted('late')], finalized: true }) })
  t.strictSame(made.operations, ['GET Thing n1/p', 'PUT Thing n1/p', 'GET Thing n1/p'])
  t.strictSame([await made.get(Thing, 'p'), made.passes.map(({ outcome }) => outcome)], [undefined, ['done']])
})

t.test('E05: with foreground deletion the hook is asked, but children are the garbage collector\'s', async (t) => {
  const made = await ran({ objects: [deleted([finalizer, 'foregroundDeletion']), a, b], hook: () => ({ children: [], status: { seen: 1 } }) }, 1)
  t.strictSame([made.ops(), asked(made)], [['PUT Thing n1/p/status'], [['finalize', true]]])
})

t.test('E06: a parent that somebody else holds is finalized again, without its children', async (t) => {
  const made = await ran({ objects: [deleted(['example.com/hold']), a], hook: () => ({ children: [] }) })
  t.strictSame([made.ops(), asked(made)], [[], [['finalize', true]]])
})

t.test('E07: without a finalize hook a deleted parent is synced, without its children', async (t) => {
  const made = await ran({ registration: things, objects: [deleted(['example.com/hold']), a], hook: () => ({ children: [], status: { seen: 1 } }) }, 1)
  t.strictSame([made.ops(), asked(made)], [['PUT Thing n1/p/status'], [['sync', false]]])
})

t.test('E08: without a finalize hook the finalizer is taken away', async (t) => {
  const made = await ran({ registration: things, objects: [parent({ status: { observedGeneration: 1 } }, { finalizers: [finalizer] })], hook: () => ({}) })
  t.strictSame([made.operations.slice(0, 2), await finalizers(made), asked(made)[0]], [['GET Thing n1/p', 'PUT Thing n1/p'], undefined, ['sync', false]])
})

t.test('E09: a parent that leaves the selection is finalized, its children managed, and then forgotten', async (t) => {
  const left = parent({ status: { observedGeneration: 1 } }, { finalizers: [finalizer] })
  const answers: JsonObject[] = [{ children: [] }, { children: [], finalized: true }]
  const made = await ran({ registration: selecting, objects: [left, a], hook: () => answers.shift() ?? {} })
  t.strictSame(asked(made), [['finalize', true], ['finalize', true]])
  t.strictSame(made.ops(), ['DELETE ConfigMap n1/a (uid XA, Background)', 'PUT Thing n1/p'])
  t.strictSame([await finalizers(made), made.engine.pending()], [undefined, 0])
  const last = await ran({ registration: selecting, objects: [left], hook: () => ({ children: [wanted('late')], finalized: true }) })
  t.ok(await last.get(ConfigMap, 'late'), 'even the children of the last answer are applied')
})

t.test('E10: without a finalize hook nothing at all happens to a parent that leaves the selection', async (t) => {
  const { finalize: _, ...hooks } = selecting.hooks
  const made = await ran({ registration: { ...selecting, hooks }, objects: [parent(), a], hook: () => ({}) })
  t.strictSame([made.operations, made.calls.length], [[], 0])
  const held = await ran({ registration: { ...selecting, hooks }, objects: [parent({}, { finalizers: [finalizer] }), a], hook: () => ({}) })
  t.strictSame([held.operations, held.calls.length], [['GET Thing n1/p', 'PUT Thing n1/p'], 0], 'but for a finalizer of ours')
})

t.test('E11: finalized in a sync answer takes the finalizer away and the next pass brings it back, for ever', async (t) => {
  const made = await ran({ objects: [parent({ status: { observedGeneration: 1 } }, { finalizers: [finalizer] })], hook: () => ({ finalized: true }) }, 50)
  t.strictSame(made.ops().slice(0, 4), ['PUT Thing n1/p', 'PUT Thing n1/p', 'PUT Thing n1/p', 'PUT Thing n1/p'])
  t.ok(made.passes.length > 10)
})

t.test('E12: while the finalize hook is down the finalizer stays and the tries get fewer', async (t) => {
  const made = await ran({ objects: [deleted([finalizer])], hook: () => ({ reply: { status: 500, body: 'boom' } }), dispatchMilliseconds: 0 }, 3_600_000)
  t.strictSame(await finalizers(made), [finalizer])
  t.equal(made.warnings().length, made.passes.filter(({ outcome }) => outcome === 'failed').length)
  const times = made.passes.filter(({ causes }) => causes.includes('retry')).map(({ time }) => time)
  const waits = [begin, ...times].map((time, index) => (times[index] ?? time) - time).slice(0, -1)
  t.strictSame(waits, [...Array.from({ length: 18 }, (_, index) => 5 * 2 ** index), 1_000_000, 1_000_000])
})

t.test('a finalize hook without webhook holds the parent; only a sync answer lets it go', async (t) => {
  const registration: CompositeRegistration = { ...things, hooks: { sync: strict, finalize: { ...strict, isCallable: false } } }
  const made = await ran({ registration, objects: [deleted([finalizer])], hook: () => ({ finalized: true }) })
  t.strictSame([asked(made), await made.get(Thing, 'p')], [[['sync', false]], undefined])
})

t.test('a controller with a finalize hook alone fails on every live parent', async (t) => {
  const made = await ran({ registration: { ...things, hooks: { finalize: strict } }, objects: [parent()], hook: () => ({}) }, 1)
  t.match(made.passes, [{ outcome: 'failed', message: /no hook/ }])
})
