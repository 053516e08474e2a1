import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { app, changed, path } from '../fixtures/manifests.ts'
import { childOf, conditionOf, installOf, kasprOf, podOf, said, variable } from '../fixtures/world.ts'
import { childrenOf, edit, member, next, pass, play, rest, scaled, statusOf, writes } from './play.ts'
import type { Member, Play } from './play.ts'

type Install = NonNullable<Member['install']>

const packages = (more: JsonObject = {}): JsonObject => ({ pythonPackages: { packages: ['requests', 'pandas'], ...more } })
const cache = (more: JsonObject = {}): JsonObject => packages({ cache: { type: 'pvc', enabled: true, ...more } })
const running = (spec: JsonObject): Play => rest(scaled(rest(play(app(spec))), 3))
const hashOf = (at: Play): string => statusOf(at).pythonPackages?.hash ?? ''
const installing = (at: Play, install: Partial<Install>): Play => next(at, 10, [member(0, { install: { state: 'Terminated', exitCode: 0, hash: hashOf(at), ...install } }), member(1), member(2)])
const saying = (at: Play): readonly (string | undefined)[] => [said(statusOf(at), 'PythonPackagesReady'), conditionOf(statusOf(at), 'PythonPackagesReady')?.message]
const record = (more: object = {}): string => JSON.stringify({ packages: ['requests', 'pandas'], install_time: '2026-01-01T00:00:00+00:00', duration: '12s', pod_name: 'orders-app-0', ...more })
const claim = 'PersistentVolumeClaim/orders-app-python-packages'
const claimOf = (at: Play) => childrenOf(at).find(({ kind }) => kind === 'PersistentVolumeClaim')
const sizeOf = (at: Play): unknown => JSON.parse(JSON.stringify(childOf({ children: childrenOf(at) }, claim)['spec'])).resources.requests.storage

t.test('S45: the installation is told while it runs, when it fails and when it is done', async (t) => {
  const at = running(packages())
  t.same(saying(at)[0], 'Unknown/StatusUnknown', 'nobody has looked yet')
  t.same(saying(next(at, 5, [])), ['False/Installing', 'Installing packages (ephemeral mode)'])
  t.same(saying(installing(at, { state: 'Running' })), ['False/Installing', 'Installing packages (ephemeral mode)'])
  t.same(saying(installing(at, { state: 'Waiting', reason: 'PodInitializing' })), ['False/Installing', 'Installing packages (ephemeral mode, status: PodInitializing)'])
  t.same(saying(installing(at, { state: 'Waiting', reason: 'CrashLoopBackOff' })), ['False/InstallationFailed', 'Package installation failed (retrying)'])
  t.same(saying(installing(at, { state: 'Waiting', reason: 'CrashLoopBackOff', message: 'no network' })), ['False/InstallationFailed', 'Installation failed: no network'])
  t.same(saying(installing(at, { exitCode: 1 })), ['False/InstallationFailed', 'Package installation failed'])
  t.same(saying(installing(at, { exitCode: 1, message: 'no such package' })), ['False/InstallationFailed', 'no such package'])
  const done = installing(at, {})
  t.same(saying(done), ['True/PackagesInstalled', 'Successfully installed 2 packages (emptyDir mode)'])
  t.match(statusOf(done).pythonPackages, { cacheMode: 'ephemeral', installed: ['requests', 'pandas'], warnings: ['Ephemeral storage: packages reinstalled on every pod start'] })
})

t.test('S45, shared claim: the record of success gives the details', async (t) => {
  const done = installing(running(cache()), { message: record() })
  t.same(saying(done), ['True/PackagesInstalled', 'Successfully installed 2 packages in 12s'])
  t.match(statusOf(done).pythonPackages, { cacheMode: 'persistent', installed: ['requests', 'pandas'], lastInstallTime: '2026-01-01T00:00:00+00:00', installDuration: '12s', installedBy: 'orders-app-0' })
  t.same(writes(pass(done)), [])
  const none = installing(running(cache()), {})
  t.same(saying(none), ['True/PackagesInstalled', 'Successfully installed 2 packages in unknown'])
})

t.test('S45, failure allowed: only a record of success is a success', async (t) => {
  const at = running(packages({ installPolicy: { onFailure: 'allow' } }))
  t.same(saying(installing(at, {}))[0], 'False/InstallationFailed')
  t.same(saying(installing(at, { message: record({ warning: 'network' }) })), ['False/InstallationFailed', 'network'])
  t.same(saying(installing(at, { message: record() }))[0], 'True/PackagesInstalled')
})

t.test('S46: other packages change both containers at once, and are told as updating until a new pod has them', async (t) => {
  const before = installing(running(cache()), { message: record() })
  const old = hashOf(before)
  const at = pass(edit(before, { pythonPackages: { packages: ['numpy'], cache: { type: 'pvc', enabled: true } } }))
  const children = { children: childrenOf(at) }
  t.not(hashOf(at), old)
  t.same([variable(installOf(children), 'PACKAGES_HASH'), variable(kasprOf(children), 'PACKAGES_HASH')], [hashOf(at), hashOf(at)])
  t.match(saying(at), ['False/PackagesUpdating', `Updating packages to hash ${hashOf(at).slice(0, 8)}...`])
  const mixed = next(at, 10, [member(0, { install: { state: 'Terminated', exitCode: 0, hash: old, message: record() } }), member(1), member(2, { install: { state: 'Running', hash: hashOf(at) } })])
  t.equal(saying(mixed)[0], 'False/Installing', 'a pod with the wanted ones says more')
  t.equal(saying(installing(at, { message: record() }))[0], 'True/PackagesInstalled')
})

t.test('S47: without packages nothing of them is left', async (t) => {
  const at = installing(running(cache()), { message: record() })
  const gone = changed(app(), path('spec.pythonPackages'), undefined)
  const removed = rest({ ...at, at: { ...at.at, resources: [{ ...gone, status: JSON.parse(JSON.stringify(statusOf(at))), metadata: { ...gone.metadata, generation: 9 } }] } })
  t.same([podOf({ children: childrenOf(removed) }).initContainers, podOf({ children: childrenOf(removed) }).volumes, claimOf(removed)], [undefined, undefined, undefined])
  t.same([statusOf(removed).pythonPackages, saying(removed)[0]], [undefined, 'absent'])
})

t.test('S48: a cache that is switched off loses its claim, unless it is to be kept', async (t) => {
  const off = (deleteClaim: boolean): Play => rest(edit(running(cache({ deleteClaim })), packages({ cache: { type: 'pvc', enabled: false, deleteClaim } })))
  t.equal(claimOf(off(true)), undefined)
  t.ok(claimOf(off(false)))
  t.same(childrenOf(off(true)).length, childrenOf(off(false)).length - 1)
})

t.test('S49: the claim grows; a smaller wish keeps it and says so', async (t) => {
  const at = running(cache({ size: '256Mi' }))
  const grown = rest(edit(at, cache({ size: '1Gi' })))
  t.equal(sizeOf(grown), '1Gi')
  const small = rest(edit(at, cache({ size: '128Mi' })))
  t.equal(sizeOf(small), '256Mi')
  t.match(conditionOf(statusOf(small), 'SpecApplied')?.message, 'spec.pythonPackages.cache.size: stays "256Mi"')
})

t.test('S50: an image of one\'s own works with packages', async (t) => {
  const at = running({ ...packages(), image: 'mine:1' })
  const children = { children: childrenOf(at) }
  t.same([installOf(children).image, kasprOf(children).image], ['mine:1', 'mine:1'])
  t.equal(statusOf(at).pythonPackages?.warnings?.filter((warning) => warning.includes('spec.image')).length, 1)
  t.same(writes(pass(at)), [])
  t.equal(statusOf(running(packages())).pythonPackages?.warnings, undefined)
})
