import t from 'tap'
import type { PackagesClaim } from '../../../../hooks/kaspr/kasprmemberset/resource.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { app, changed, path } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, said } from '../fixtures/world.ts'
import { annotate, carriedOut, child, childrenOf, edit, later, next, operations, pass, play, report, rest, resync, scaled, statusOf, three, writes } from './play.ts'
import type { Play } from './play.ts'

// A packages claim that outlives its app (kaspr-lifecycle.md 8.2, 11.2): a child at first, released by the steward, used as it is.

const packages = (cache: JsonObject = {}): JsonObject => ({ pythonPackages: { packages: ['a'], cache: { type: 'pvc', enabled: true, ...cache } } })
const kept = packages({ deleteClaim: false })
const claim = (more: Partial<PackagesClaim> = {}): PackagesClaim =>
  ({ name: 'orders-app-python-packages', uid: 'c-1', requested: '256Mi', capacity: '256Mi', phase: 'Bound', accessModes: ['ReadWriteMany'], ...more })
const ofApp = claim({ ownerUID: 'uid-KasprApp-orders' })
const running = (spec: JsonObject): Play => rest(scaled(rest(play(app(spec))), 3))
const seen = (from: Play, packagesClaim: PackagesClaim): Play => report(from, three(), { packagesClaim })
const told = (from: Play, packagesClaim: PackagesClaim): Play => rest(seen(from, packagesClaim))
const claimOf = (at: Play): Manifest | undefined => childrenOf(at).find(({ kind }) => kind === 'PersistentVolumeClaim')
const condition = (at: Play): string => said(statusOf(at), 'PackagesClaimKept')
const applied = (at: Play): string => conditionOf(statusOf(at), 'SpecApplied')?.message ?? ''
const released = (from: Play): Play => child(carriedOut(from), 'PersistentVolumeClaim', () => undefined)
/** An app that uses a claim which stands outside of it. */
const outside = (spec: JsonObject, found: Partial<PackagesClaim> = {}): Play => told(child(running(spec), 'PersistentVolumeClaim', () => undefined), claim(found))
const release = { id: 'release-1-uidpersistentvolumec', type: 'ReleaseClaim', claim: 'orders-app-python-packages', claimUID: 'uid-PersistentVolumeClaim/orders-app-python-packages', ownerUID: 'uid-KasprApp-orders' }

t.test('a claim that is to be kept is released, and stays among the children for as long as it is seen there', async (t) => {
  const asking = told(running(kept), ofApp)
  t.same(operations(asking), [release])
  t.equal(condition(asking), 'False/Releasing')
  const done = pass(carriedOut(asking), 3)
  t.ok(claimOf(done), 'a view that lags behind must not leave it out')
  const gone = rest(seen(released(asking), claim()))
  t.same([claimOf(gone), operations(gone), condition(gone)], [undefined, [], 'True/NotOwned'])
  t.same(writes(pass(gone)), [])
})

t.test('a claim that goes with its app is not released', async (t) => {
  for (const cache of [{}, { deleteClaim: true }]) {
    const at = told(running(packages(cache)), ofApp)
    t.same([operations(at), condition(at)], [[], 'absent'])
    t.ok(claimOf(at))
  }
})

t.test('without a steward the claim is an ordinary child, and a condition says that it goes with the app', async (t) => {
  const at = running(kept)
  t.ok(claimOf(at))
  t.equal(condition(at), 'False/NoSteward')
  t.equal(condition(rest(later(told(at, ofApp), 181))), 'False/NoSteward', 'nor with one that has fallen silent')
})

t.test('a claim that exists outside is used and not asked for, whoever made it and whatever deleteClaim says', async (t) => {
  for (const spec of [kept, packages(), packages({ deleteClaim: true })]) {
    const fresh = pass(play(app(spec)))
    const at = outside(spec)
    t.ok(claimOf(fresh), 'it is made where nobody knows of one')
    t.same([claimOf(at), operations(at), condition(at)], [undefined, [], 'True/NotOwned'])
    t.same(childrenOf(at).length, childrenOf(fresh).length - 1)
    t.equal(JSON.stringify(childrenOf(at)).includes('"claimName":"orders-app-python-packages"'), true, 'pods mount it')
    t.ok(resync(at) > 10, 'nobody waits for it')
  }
})

t.test('a claim that belongs to another object is used, and a condition says that it goes with that one', async (t) => {
  const at = outside(kept, { ownerUID: 'the-app-before', requested: '128Mi' })
  t.same([claimOf(at), condition(at), operations(at)], [undefined, 'False/OwnedByOther', []])
  t.match(applied(at), 'the claim belongs to another object')
})

t.test('a claim that the app owns and that is not yet in sight is asked for, as is one that is gone', async (t) => {
  const unseen = child(running(kept), 'PersistentVolumeClaim', () => undefined)
  t.ok(claimOf(pass(seen(unseen, ofApp))))
  t.ok(claimOf(pass(child(outside(kept), 'KasprMemberSet', (set) => changed(set, path('status.packagesClaim'), undefined)))))
})

t.test('an old report still tells of a claim that was released', async (t) => {
  t.equal(claimOf(rest(later(outside(kept), 3600))), undefined)
})

t.test('a release that failed is tried again under a new name, with more patience each time', async (t) => {
  const failed = rest(carriedOut(told(running(kept), ofApp), 'Failed', 'forbidden'))
  t.same([operations(failed).map(({ id }) => id), condition(failed), resync(failed)], [[release.id], 'False/ReleaseFailed', 30])
  t.match(conditionOf(statusOf(failed), 'PackagesClaimKept')?.message, 'forbidden')
  const second = pass(later(failed, 30))
  t.same(operations(second).map(({ id }) => id), ['release-2-uidpersistentvolumec'])
  const twice = rest(carriedOut(second, 'Failed'))
  t.equal(resync(twice), 60)
  t.same(operations(rest(seen(released(twice), claim()))), [])
})

t.test('a claim that becomes a child once more is released once more', async (t) => {
  const adopted = rest(carriedOut(told(running(kept), ofApp)))
  t.same(operations(pass(later(adopted, 29))).map(({ id }) => id), [release.id])
  t.same(operations(pass(later(adopted, 31))).map(({ id }) => id), ['release-2-uidpersistentvolumec'])
})

t.test('what the steward has in work stands until it has ended, even after the claim has left', async (t) => {
  const begun = carriedOut(told(running(kept), ofApp), 'Running')
  const gone = pass(seen(child(begun, 'PersistentVolumeClaim', () => undefined), claim()))
  t.same(operations(pass(gone, 3)), [release])
  t.same(operations(rest(carriedOut(gone))), [])
})

t.test('nothing is released while the app is paused or its spec is invalid', async (t) => {
  const pause = { 'kaspr.io/pause-reconciliation': 'true' }
  const at = told(running(packages()), ofApp)
  const paused = rest(annotate(edit(at, kept), pause))
  t.same(operations(paused), [])
  t.same(operations(rest(annotate(paused, { 'kaspr.io/pause-reconciliation': null }))).map(({ type }) => type), ['ReleaseClaim'])
  const invalid = rest(edit(at, { ...kept, storage: { type: 'persistent-claim', class: 'standard', size: 'x' } }))
  t.same([operations(invalid), said(statusOf(invalid), 'Ready')], [[], 'False/InvalidSpec'])
  t.ok(claimOf(invalid))
})

t.test('a claim that is kept though nobody wants packages any more is released too', async (t) => {
  const off = told(rest(edit(running(kept), { pythonPackages: { packages: ['a'] } })), ofApp)
  t.ok(claimOf(off))
  t.same(operations(off), [release])
  const gone = rest(seen(released(off), claim()))
  t.same([claimOf(gone), operations(gone), condition(gone)], [undefined, [], 'absent'])
  t.equal(claimOf(rest(edit(gone, kept))), undefined, 'and is found again when they come back')
})

t.test('a claim on its way out is not released', async (t) => {
  const leaving = child(running(kept), 'PersistentVolumeClaim', (object) => changed(object, path('metadata.deletionTimestamp'), '2026-01-01T00:00:00Z'))
  t.same(operations(told(leaving, ofApp)), [])
})

t.test('a claim outside that is too small is grown by the steward, once', async (t) => {
  const at = outside(packages({ size: '1Gi' }))
  t.same(operations(at), [{ id: 'grow-1-c1-1gi', type: 'GrowClaim', claim: 'orders-app-python-packages', claimUID: 'c-1', size: '1Gi' }])
  t.match(applied(at), 'stays "256Mi": the steward is asked to let it grow')
  const grown = rest(seen(carriedOut(at), claim({ requested: '1Gi' })))
  t.same([operations(grown), applied(grown)], [[], ''])
  const more = rest(edit(grown, packages({ size: '2Gi' })))
  t.same(operations(more).map(({ id }) => id), ['grow-2-c1-2gi'])
})

t.test('growth that is refused is told and tried again; a claim without a volume waits', async (t) => {
  const refused = rest(carriedOut(outside(packages({ size: '1Gi' })), 'Failed', 'the class does not allow it'))
  t.match(applied(refused), 'the steward could not let it grow: the class does not allow it')
  t.equal(resync(refused), 30)
  t.same(operations(pass(later(refused, 30))).map(({ id }) => id), ['grow-2-c1-1gi'])
  const pending = outside(packages({ size: '1Gi' }), { phase: 'Pending' })
  t.same(operations(pending), [])
  t.match(applied(pending), 'only once it is bound')
})

t.test('a claim outside keeps its size, class and access mode, and a condition says so', async (t) => {
  const at = outside(packages({ size: '128Mi', storageClass: 'nfs', accessMode: 'ReadWriteMany' }), { storageClass: 'efs', accessModes: ['ReadWriteOnce'] })
  t.same(operations(at), [])
  t.match(applied(at), 'cache.size: stays "256Mi": claims cannot shrink')
  t.match(applied(at), 'cache.storageClass: stays "efs"')
  t.match(applied(at), 'cache.accessMode: stays "ReadWriteOnce"')
  t.equal(applied(outside(packages({ size: '0.25Gi' }), { storageClass: 'efs' })), '', 'no wish, no message')
  t.same(operations(next(at, 10, three())), [])
})
