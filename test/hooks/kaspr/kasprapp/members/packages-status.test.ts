import t from 'tap'
import type { App } from '../../../../../hooks/kaspr/kasprapp/app.ts'
import { packagesView } from '../../../../../hooks/kaspr/kasprapp/members/packages-status.ts'
import type { Report } from '../../../../../hooks/kaspr/kasprapp/members/report.ts'
import type { ObservedMember } from '../../../../../hooks/kaspr/kasprmemberset/resource.ts'
import { trusted } from '../../../../../src/protocol/trusted.ts'
import { observed, reportWith } from './given.ts'

type Install = NonNullable<ObservedMember['install']>
type Mode = 'pvc' | 'emptyDir' | 'gcs'
interface Given { readonly mode?: Mode; readonly onFailure?: 'block' | 'allow'; readonly image?: string; readonly packages?: readonly string[] }

const view = ({ mode = 'pvc', onFailure = 'block', image, packages = ['a', 'b'] }: Given, report: Report) => packagesView(
  trusted<Pick<App, 'packages' | 'spec'>>({ spec: { ...(image === undefined ? {} : { image }) }, packages: { mode, onFailure, hash: '0123456789abcdef', spec: { packages } } }), report)
const installed = (...installs: readonly Install[]): Report => reportWith({ members: installs.map((install, id) => observed(id, { install })) })
const said = (given: Given, ...installs: readonly Install[]): string => {
  const { claim } = view(given, installed(...installs)) ?? {}
  return `${claim?.status}/${claim?.reason}: ${claim?.message}`
}

const left = (more: object = {}): string => JSON.stringify({ packages: ['a==1'], install_time: '2026-01-01T00:00:00Z', duration: '3s', pod_name: 'orders-app-0', ...more })
const done = (more: Partial<Install> = {}): Install => ({ state: 'Terminated', exitCode: 0, hash: '0123456789abcdef', message: left(), ...more })

const cases: readonly (readonly [name: string, given: Given, install: readonly Install[], said: string])[] = [
  ['P1, no pod', {}, [], 'False/Installing: Installing packages (persistent mode)'],
  ['P2, it fails and is tried again', {}, [{ state: 'Waiting', reason: 'CrashLoopBackOff', message: 'no such package' }], 'False/InstallationFailed: Installation failed: no such package'],
  ['P2, no words', {}, [{ state: 'Waiting', reason: 'ErrImagePull' }], 'False/InstallationFailed: Package installation failed (retrying)'],
  ['P3, it waits', { mode: 'emptyDir' }, [{ state: 'Waiting', reason: 'PodInitializing' }], 'False/Installing: Installing packages (ephemeral mode, status: PodInitializing)'],
  ['P3, nobody says for what', {}, [{ state: 'Waiting' }], 'False/Installing: Installing packages (persistent mode, status: Waiting)'],
  ['P4, it failed', {}, [done({ exitCode: 1, message: 'pip: no' })], 'False/InstallationFailed: pip: no'],
  ['P4, no words', {}, [{ state: 'Terminated', exitCode: 1 }], 'False/InstallationFailed: Package installation failed'],
  ['P5, it runs', { mode: 'gcs' }, [{ state: 'Running' }], 'False/Installing: Installing packages (gcs mode)'],
  ['P6, ephemeral', { mode: 'emptyDir' }, [done()], 'True/PackagesInstalled: Successfully installed 2 packages (emptyDir mode)'],
  ['P6, one', { mode: 'emptyDir', packages: ['a'] }, [done()], 'True/PackagesInstalled: Successfully installed 1 package (emptyDir mode)'],
  ['P7, persistent', {}, [done()], 'True/PackagesInstalled: Successfully installed 1 package in 3s'],
  ['P7, no record', {}, [done({ message: '' })], 'True/PackagesInstalled: Successfully installed 2 packages in unknown'],
  ['P8, others', {}, [done({ hash: 'other' })], 'False/PackagesUpdating: Updating packages to hash 01234567...'],
  ['P8, a pod with the wanted ones says more', {}, [done({ hash: 'other' }), done()], 'True/PackagesInstalled: Successfully installed 1 package in 3s'],
  ['O18, a failure that is allowed', { onFailure: 'allow' }, [done({ message: left({ warning: 'pip: no' }) })], 'False/InstallationFailed: pip: no'],
  ['O18, no record of success', { onFailure: 'allow' }, [done({ message: 'no record' })], 'False/InstallationFailed: The installation left no record of success (on failure: allow)'],
]
for (const [name, given, installs, wanted] of cases) t.test(name, async (t) => { t.equal(said(given, ...installs), wanted) })

t.test('P13: nobody looks at the pods', async (t) => {
  t.match(view({}, reportWith({ state: 'none' })), { claim: { status: 'Unknown', reason: 'StatusUnknown' }, status: { cacheMode: 'persistent', hash: '0123456789abcdef' } })
})

t.test('the status tells what the record says, and in every mode the hash', async (t) => {
  t.same(view({}, installed(done()))?.status, { cacheMode: 'persistent', hash: '0123456789abcdef', installed: ['a==1'], lastInstallTime: '2026-01-01T00:00:00Z', installDuration: '3s', installedBy: 'orders-app-0' })
  t.same(view({ mode: 'emptyDir' }, installed(done({ message: '' })))?.status, { cacheMode: 'ephemeral', hash: '0123456789abcdef', installed: ['a', 'b'], warnings: ['Ephemeral storage: packages reinstalled on every pod start'] })
  t.match(view({ image: 'mine' }, installed())?.status, { warnings: [/spec\.image and spec\.pythonPackages/] })
})

t.test('without packages there is nothing to say', async (t) => {
  t.equal(packagesView(trusted<Pick<App, 'packages' | 'spec'>>({ spec: {}, packages: undefined }), reportWith()), undefined)
})
