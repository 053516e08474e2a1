import { checkOf } from '../../../../src/kit/check.ts'
import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import { listOf, optional, struct, text } from '../../../../src/kit/fields.ts'
import { parsedJson } from '../../../../src/kit/json.ts'
import type { Static } from '../../../../src/kit/schema.ts'
import type { ObservedMember } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import type { Packages } from '../packages/packages.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import type { Report } from './report.ts'

type Install = NonNullable<ObservedMember['install']>
type PackagesStatus = NonNullable<KasprAppStatus['pythonPackages']>

/** What the install script leaves as its container's termination message when it succeeded. */
const record = struct({
  packages: listOf(text('A package.'), 'Installed packages.'),
  install_time: text('When.'),
  duration: text('How long.'),
  pod_name: text('By whom.'),
  warning: optional(text('What went wrong without stopping the pod.')),
}, 'Record of an installation.')
const known = checkOf(record)

/** What is known about the packages of an app (kaspr-lifecycle.md 8.4, 8.5), from the init containers of its pods. */
export interface PackagesView {
  readonly status: PackagesStatus
  readonly claim: Claim
}

const modes = { pvc: 'persistent', emptyDir: 'ephemeral', gcs: 'gcs' } as const
const failing: ReadonlySet<string> = new Set(['CrashLoopBackOff', 'Error', 'ErrImagePull', 'ImagePullBackOff'])

export const packagesView = ({ packages, spec }: Pick<App, 'packages' | 'spec'>, report: Report): PackagesView | undefined => {
  if (packages === undefined) return undefined
  const cacheMode = modes[packages.mode]
  const { said, more = {} } = report.state === 'none' ? unknown : sayings(packages, installOf(packages, report))
  const warnings = [...spec.image === undefined ? [] : [ownImage], ...more.warnings ?? []]
  return { status: { cacheMode, hash: packages.hash, ...more, ...(warnings.length === 0 ? {} : { warnings }) }, claim: claim('PythonPackagesReady', ...said) }
}

const ownImage = 'spec.image and spec.pythonPackages are both set: packages are installed on top of that image'

/** A pod that ran with the wanted packages says more than one that did not. */
const installOf = ({ hash }: Packages, { members }: Report): Install | undefined => {
  const installs = members.flatMap(({ install }) => install ?? [])
  return installs.find((one) => one.hash === hash) ?? installs[0]
}

interface Sayings {
  readonly said: readonly [status: Claim['status'], said: { readonly reason: string; readonly message: string }]
  readonly more?: PackagesStatus
}

const sayings = (packages: Packages, install: Install | undefined): Sayings => {
  if (install === undefined || install.state === 'Running') return installing(packages)
  if (install.state === 'Waiting') return waiting(packages, install)
  if (install.exitCode !== 0) return failed(install.message ?? 'Package installation failed')
  return ended(packages, install)
}

/** Nobody looks at the pods. */
const unknown: Sayings = { said: ['Unknown', { reason: 'StatusUnknown', message: 'Unable to determine package status: no steward has reported on the members yet' }] }

const installing = ({ mode }: Packages, detail = ''): Sayings =>
  ({ said: ['False', { reason: 'Installing', message: `Installing packages (${modes[mode]} mode${detail})` }] })

const failed = (message: string): Sayings => ({ said: ['False', { reason: 'InstallationFailed', message }] })

const waiting = (packages: Packages, { reason = 'Waiting', message }: Install): Sayings => {
  if (!failing.has(reason)) return installing(packages, `, status: ${reason}`)
  return failed(message === undefined || message === '' ? 'Package installation failed (retrying)' : `Installation failed: ${message}`)
}

/** Exit code 0 alone is no success: with `onFailure: allow` a failure ends so, too (O18). */
const ended = (packages: Packages, { hash, message = '' }: Install): Sayings => {
  if (hash !== undefined && hash !== packages.hash) return { said: ['False', { reason: 'PackagesUpdating', message: `Updating packages to hash ${packages.hash.slice(0, 8)}...` }] }
  const left = recordOf(message)
  if (left?.warning !== undefined) return failed(left.warning)
  if (left === undefined && packages.onFailure === 'allow') return failed('The installation left no record of success (on failure: allow)')
  return { said: ['True', { reason: 'PackagesInstalled', message: success(packages, left) }], more: details(packages, left) }
}

const recordOf = (message: string): Static<typeof record> | undefined => {
  const parsed = parsedJson(message)
  return known.matches(parsed) ? parsed : undefined
}

const counted = (count: number): string => `${count} ${count === 1 ? 'package' : 'packages'}`

const success = ({ mode, spec }: Packages, left: Static<typeof record> | undefined): string =>
  mode === 'emptyDir' ? `Successfully installed ${counted(spec.packages.length)} (emptyDir mode)`
    : `Successfully installed ${counted(left?.packages.length ?? spec.packages.length)} in ${left?.duration ?? 'unknown'}`

const details = ({ mode, spec }: Packages, left: Static<typeof record> | undefined): PackagesStatus => ({
  installed: left?.packages ?? [...spec.packages],
  ...(left === undefined ? {} : { lastInstallTime: left.install_time, installDuration: left.duration, installedBy: left.pod_name }),
  ...(mode === 'emptyDir' ? { warnings: ['Ephemeral storage: packages reinstalled on every pod start'] } : {}),
})
