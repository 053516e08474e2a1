import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { agent, app } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, said, statefulSetOf } from '../fixtures/world.ts'
import { applyAll, asked, carriedOut, childrenOf, edit, hanging, healthy, later, next, operations, orphaned, pass, play, report, rest, resync, rolled, scaled, statusOf, three, workload, writes } from './play.ts'
import type { Play } from './play.ts'

const storage = (size: string, more: JsonObject = {}): JsonObject => ({ storage: { type: 'persistent-claim', class: 'standard', size, ...more } })
const setOf = (at: Play) => statefulSetOf({ children: childrenOf(at) }).spec
const sizeOf = (at: Play): unknown => setOf(at).volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage']
const storageClass = (allowVolumeExpansion: boolean): Manifest => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard' }, provisioner: 'x', allowVolumeExpansion })
const resize = (from: Play, size = '2Gi'): Play => pass(edit(from, storage(size)))
const five = (): Play => rest(report(rest(scaled(rest(play(app({ replicas: 5 }))), 4)), [...three()]))

t.test('S40: more storage: claims grow, the StatefulSet is made anew with as many members', async (t) => {
  const before = five()
  const asking = resize(before)
  t.same([sizeOf(asking), said(statusOf(asking), 'StorageResize')], ['1Gi', 'True/InProgress'])
  t.same(operations(asking), [{ id: 'resize-1-2gi', type: 'ResizeStorage', size: '2Gi', statefulSetUID: 'uid-StatefulSet/orders-app' }])
  t.match(statusOf(asking).storage, { phase: 'Resizing', replicas: 4, toSize: '2Gi', attempt: 1 })
  t.same(operations(pass(later(asking, 30), 5)), operations(asking), 'one operation, for the StatefulSet of the first moment')
  const made = pass(orphaned(carriedOut(asking, 'Running')))
  t.ok(writes(made).includes('create StatefulSet/orders-app'))
  t.same([sizeOf(made), setOf(made).replicas, operations(made)], ['2Gi', 4, operations(asking)])
  const done = pass(carriedOut(made))
  t.same([statusOf(done).storage?.phase, asked(done)], ['Complete', ['ResizeStorage']])
  const calm = rest(workload(done, 4))
  t.same([operations(calm), said(statusOf(calm), 'StorageResize'), sizeOf(calm), setOf(calm).replicas], [[], 'absent', '2Gi', 4])
  t.match(operations(resize(calm, '3Gi')), [{ id: 'resize-2-3gi', size: '3Gi', statefulSetUID: 'uid-StatefulSet-1' }])
})

t.test('S40, seen too late: the old StatefulSet is never taken for the new one', async (t) => {
  const late = pass(carriedOut(resize(five())), 3)
  t.same([statusOf(late).storage?.phase, operations(late).map(({ id }) => id)], ['Resizing', ['resize-1-2gi']])
  const made = pass(orphaned(report(late, [])))
  t.same([sizeOf(made), setOf(made).replicas], ['2Gi', 4], 'the number is remembered, not counted')
  t.equal(statusOf(rest(made)).storage?.phase, 'Complete')
})

t.test('S40, another wish meanwhile: the first size is finished before the next begins', async (t) => {
  const begun = carriedOut(resize(five()), 'Running')
  const other = pass(edit(begun, storage('4Gi')))
  t.same(operations(other).map(({ size }) => size), ['2Gi'])
  const made = pass(orphaned(other))
  t.equal(sizeOf(made), '2Gi')
  t.same(operations(rest(carriedOut(made))).map(({ id, size }) => [id, size]), [['resize-2-4gi', '4Gi']])
  const early = pass(edit(resize(five()), storage('1Gi')), 2)
  t.same([operations(early), statusOf(early).storage?.phase], [[], 'Failed'], 'what nobody has begun is taken back')
})

t.test('S41: less storage is refused, another spelling is nothing', async (t) => {
  const two = rest(report(rest(scaled(rest(play(app(storage('2Gi')))), 3)), three()))
  const less = pass(edit(two, storage('1Gi')))
  t.same([operations(less), sizeOf(less), said(statusOf(less), 'StorageResize')], [[], '2Gi', 'False/ShrinkNotSupported'])
  const same = pass(edit(two, storage('2048Mi')))
  t.same([operations(same), said(statusOf(same), 'StorageResize'), writes(same).filter((write) => !write.startsWith('status'))], [[], 'absent', []])
})

t.test('S42: a class whose claims cannot grow', async (t) => {
  const at = resize(healthy(storageClass(false)))
  t.same([operations(at), said(statusOf(at), 'StorageResize'), sizeOf(at)], [[], 'False/ExpansionNotSupported', '1Gi'])
  t.same(asked(resize(healthy(storageClass(true)))), ['ResizeStorage'])
})

t.test('S43: a failure leaves the StatefulSet alone and is tried again under a new name', async (t) => {
  const failed = rest(carriedOut(resize(five()), 'Failed', 'claims: forbidden'))
  t.same([operations(failed), sizeOf(failed), setOf(failed).replicas, resync(failed)], [[], '1Gi', 4, 30])
  t.match(conditionOf(statusOf(failed), 'StorageResize'), { status: 'False', reason: 'Failed', message: /claims: forbidden/ })
  t.same(operations(pass(later(failed, 29))), [])
  const again = pass(later(failed, 30))
  t.same(operations(again).map(({ id }) => id), ['resize-2-2gi'])
  const twice = rest(carriedOut(again, 'Failed'))
  t.equal(resync(twice), 60)
  t.same(operations(pass(later(rest(edit(twice, storage('1Gi'))), 100))), [], 'no wish, no further attempt')
  t.same(operations(resize(rest(edit(twice, storage('1Gi'))), '3Gi')).map(({ id }) => id), ['resize-3-3gi'], 'a name is never given twice')
})

t.test('S44: deleteClaim changes the retention policy in place', async (t) => {
  const at = rest(edit(healthy(), storage('1Gi', { deleteClaim: true })))
  t.match(setOf(at).persistentVolumeClaimRetentionPolicy, { whenDeleted: 'Delete', whenScaled: 'Retain' })
  t.same(operations(at), [])
  t.match(setOf(rest(edit(at, storage('1Gi')))).persistentVolumeClaimRetentionPolicy, { whenDeleted: 'Retain' })
})

t.test('neither rebalance nor termination while storage is resized', async (t) => {
  const at = resize(rolled(report(applyAll(healthy(agent('a')), agent('b', { input: { topic: { name: 'other' } } })), three({ 1: hanging(1) }))))
  t.same(asked(next(at, 5, three())), ['ResizeStorage'])
  t.match(conditionOf(statusOf(next(at, 5, three())), 'Rebalanced')?.message, 'storage is being resized')
  const hung = Array.from({ length: 6 }).reduce<Play>((now) => next(now, 100, three({ 1: hanging(1) })), at)
  t.same(asked(hung), ['ResizeStorage'])
})
