import t from 'tap'
import { Conflict, Invalid, NotFound } from '../../../src/engine/api-errors.ts'
import { withField } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { Thing, parent, wanted } from '../fixtures/things.ts'
import { begin, world } from '../fixtures/world.ts'
import type { Setup, World } from '../fixtures/world.ts'

// Group D of metacontroller.md §7.6.

const put = 'PUT Thing n1/p/status'
const conflict = (operation: string): Error | undefined => operation === put ? new Conflict('Thing n1/p', 'changed') : undefined

const ran = async (live: JsonObject | undefined, answer: JsonObject, more: Partial<Setup> = {}): Promise<World> => {
  const made = world({ objects: [parent(live === undefined ? {} : { status: live })], hook: () => answer, ...more })
  await made.run()
  return made
}
const statusOf = async (made: World): Promise<unknown> => (await made.get(Thing, 'p'))?.['status']

t.test('D01: an empty status becomes the generation', async (t) => {
  const made = await ran(undefined, { status: {} })
  t.strictSame([made.ops(), await statusOf(made)], [[put], { observedGeneration: 1 }])
})

t.test('D02: the same status is not written again', async (t) => {
  t.strictSame((await ran({ observedGeneration: 1 }, {})).ops(), [])
})

t.test('D03: fields that the answer does not repeat are lost', async (t) => {
  const made = await ran({ ready: 2, observedGeneration: 1 }, {})
  t.strictSame([made.ops(), await statusOf(made)], [[put], { observedGeneration: 1 }])
})

t.test('D04: nobody can say another generation than that of the pass', async (t) => {
  const made = world({ objects: [parent({}, { generation: 4 })], hook: () => ({ status: { observedGeneration: 99, ready: 1 } }) })
  await made.run()
  t.strictSame(await statusOf(made), { observedGeneration: 4, ready: 1 })
})

t.test('D05: after a conflict the status is read and written again', async (t) => {
  const made = await ran(undefined, { status: { ready: 1 } }, { fault: (operation, at) => at === 1 ? conflict(operation) : undefined })
  t.strictSame(made.operations.slice(0, 4), ['GET Thing n1/p', put, 'GET Thing n1/p', put])
  t.strictSame([made.passes[0]?.outcome, await statusOf(made)], ['done', { ready: 1, observedGeneration: 1 }])
})

t.test('D06: four conflicts make a pass a success, even when a child had failed', async (t) => {
  const made = world({
    objects: [parent()], hook: () => ({ children: [wanted('c')], status: { ready: 1 } }),
    fault: (operation) => operation.startsWith('POST') ? new Invalid('ConfigMap n1/c', 'bad') : conflict(operation),
  })
  await made.run(10_000)
  t.strictSame(made.ops(), ['POST ConfigMap n1/c', put, put, put, put])
  t.strictSame([made.passes.map(({ outcome }) => outcome), made.warnings(), made.engine.delayed()], [['done'], [], []])
  t.strictSame(made.writes.filter(({ verb }) => verb === 'updateStatus').map(({ time }) => time - begin - 1), [0, 10, 60, 310])
})

t.test('D07: a parent that is gone when its status is written is no failure', async (t) => {
  const made = await ran(undefined, { status: {} }, { fault: (operation) => operation === 'GET Thing n1/p' ? new NotFound('Thing n1/p') : undefined })
  t.strictSame([made.passes.map(({ outcome }) => outcome), made.warnings()], [['done'], []])
  const other = world({ objects: [parent()], hook: () => ({ status: {} }), delivery: (_kind, event, deliver) => { if (event.type === 'Added') deliver() } })
  other.store.load([parent({}, { uid: 'U2' })])
  await other.run(1)
  t.strictSame([other.ops(), other.passes[0]?.outcome], [[], 'done'], 'another parent of the same name counts as gone')
})

t.test('D08: a field that the schema prunes is put on every pass and changes nothing', async (t) => {
  const pruned = (sent: StoredObject): StoredObject => {
    const { extra: _, ...status } = isObject(sent['status']) ? sent['status'] : {}
    return withField(sent, 'status', status)
  }
  const made = await ran({ observedGeneration: 1 }, { status: { extra: 1 }, resyncAfterSeconds: 1 }, { shapeStatus: pruned })
  await made.run(2_500)
  t.strictSame(made.ops(), [put, put, put])
  t.equal((await made.get(Thing, 'p'))?.metadata.resourceVersion, '7')
})

t.test('a status that the server refuses fails the pass', async (t) => {
  const made = await ran(undefined, { status: {} }, { fault: (operation) => operation === put ? new Invalid('Thing n1/p', 'status.x: wrong') : undefined })
  t.equal(made.passes[0]?.outcome, 'failed')
  t.match(made.warnings()[0], 'status.x: wrong')
})
