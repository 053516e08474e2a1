import type { Call } from '../../../src/kit/call.ts'
import type { LabelValues, Metric } from '../../../src/kit/metric.ts'
import { appPlace, appPlaceOf } from './app-place.ts'
import type { KasprApp } from './resource.ts'
import type { PythonPackages } from './spec/packages.ts'
import type { KasprAppStatus } from './spec/status.ts'

type AppMetric = Metric<KasprApp>
type AppCall = Call<KasprApp>

const row = 'Packages'

/** How an installation stands, where it has ended. */
interface Installation {
  readonly result: 'success' | 'failure'
  readonly message: string
  /** Of which package set. */
  readonly hash: string
}

const results: Readonly<Record<string, Installation['result']>> = { PackagesInstalled: 'success', InstallationFailed: 'failure' }

const installationOf = ({ conditions = [], pythonPackages }: Partial<KasprAppStatus> = {}): Installation | undefined => {
  const found = conditions.find(({ type }) => type === 'PythonPackagesReady')
  const result = results[found?.reason ?? '']
  return found === undefined || result === undefined ? undefined : { result, message: found.message ?? '', hash: pythonPackages?.hash ?? '' }
}

/** An installation that ended with this answer: the condition changed, or stands for another package set. */
const ended = ({ parent, answer }: AppCall): Installation | undefined => {
  const [before, after] = [installationOf(parent.status), installationOf(answer?.status)]
  return after === undefined || (before?.result === after.result && before.hash === after.hash) ? undefined : after
}

const timesOut = ({ result, message }: Installation): boolean => result === 'failure' && /time(d )?[- ]?out/i.test(message)

/** Classes of failures by what pip says (kaspr-lifecycle.md 8.6). */
const errorType = (installation: Installation): string => {
  if (timesOut(installation)) return 'timeout'
  if (/network|connection/i.test(installation.message)) return 'network'
  return /invalid|not found/i.test(installation.message) ? 'invalid_package' : 'unknown'
}

const hasPackages = ({ spec }: KasprApp): boolean => (spec.pythonPackages ?? null) !== null

const labelSets = (parent: KasprApp, more: readonly LabelValues[]): readonly LabelValues[] =>
  hasPackages(parent) ? more.map((labels) => ({ ...appPlaceOf(parent), ...labels })) : []

/** Counts one for each installation that ended and has these labels. */
const counting = (labelsOf: (installation: Installation) => LabelValues | undefined): AppMetric['samples'] => (call) => {
  const installation = ended(call)
  const labels = installation === undefined ? undefined : labelsOf(installation)
  return labels === undefined ? [] : [{ labels: { ...appPlaceOf(call.parent), ...labels }, value: 1 }]
}

const onceAnEnd = 'Counted once for each installation that ends, not with every look at it.'

const installs: AppMetric = {
  name: 'kasprop_package_install_total', type: 'counter', help: 'Installations of Python packages that ended', labels: [...appPlace, 'result'],
  panel: { row, title: 'Package installations by result', by: ['app_name', 'result'], rare: true },
  difference: onceAnEnd,
  initial: (parent) => labelSets(parent, [{ result: 'success' }, { result: 'failure' }]),
  samples: counting(({ result }) => ({ result })),
}

const installErrors: AppMetric = {
  name: 'kasprop_package_install_errors_total', type: 'counter', help: 'Installations of Python packages that failed, by what was wrong', labels: [...appPlace, 'error_type'],
  panel: { row, title: 'Failed package installations by type', by: ['app_name', 'error_type'], rare: true },
  difference: onceAnEnd,
  initial: (parent) => labelSets(parent, ['timeout', 'network', 'invalid_package', 'unknown'].map((error_type) => ({ error_type }))),
  samples: counting((installation) => installation.result === 'failure' ? { error_type: errorType(installation) } : undefined),
}

const timeouts: AppMetric = {
  name: 'kasprop_package_install_timeouts_total', type: 'counter', help: 'Installations of Python packages that took too long', labels: appPlace,
  panel: { row, title: 'Package installations that timed out', by: ['app_name'], rare: true },
  difference: onceAnEnd,
  initial: (parent) => labelSets(parent, [{}]),
  samples: counting((installation) => timesOut(installation) ? {} : undefined),
}

const duration: AppMetric = {
  name: 'kasprop_package_install_duration_seconds', type: 'histogram', help: 'How long an installation of Python packages took', labels: appPlace, buckets: [1, 5, 10, 30, 60, 120, 300, 600],
  panel: { row, title: 'Duration of package installations', by: [] },
  difference: 'Observed: there it never was.',
  samples: (call) => {
    const seconds = ended(call)?.result === 'success' ? Number.parseFloat(call.answer?.status.pythonPackages?.installDuration ?? '') : NaN
    return Number.isNaN(seconds) ? [] : [{ labels: appPlaceOf(call.parent), value: seconds }]
  },
}

/** 1 or 0 for an app that installs packages, nothing for others. */
const telling = (isSo: (packages: PythonPackages) => boolean): AppMetric['samples'] => ({ parent }) => {
  const packages = hasPackages(parent) ? parent.spec.pythonPackages : undefined
  return packages === undefined ? [] : [{ labels: appPlaceOf(parent), value: isSo(packages) ? 1 : 0 }]
}

const auth: AppMetric = {
  name: 'kasprop_package_auth_enabled', type: 'gauge', help: '1 when credentials for a package index are configured', labels: appPlace,
  panel: { row, title: 'Apps with credentials for a package index', by: ['app_name'] },
  difference: 'Told: there it never was. Only apps with packages have one.',
  samples: telling(({ credentials }) => credentials !== undefined),
}

const customIndex: AppMetric = {
  name: 'kasprop_package_custom_index_enabled', type: 'gauge', help: '1 when a package index of its own is configured', labels: appPlace,
  panel: { row, title: 'Apps with a package index of their own', by: ['app_name'] },
  difference: 'Told: there it never was. Only apps with packages have one.',
  samples: telling(({ indexUrl, extraIndexUrls = [] }) => indexUrl !== undefined || extraIndexUrls.length > 0),
}

/** What is counted about the Python packages of an app. */
export const packageMetrics: readonly AppMetric[] = [installs, installErrors, timeouts, duration, auth, customIndex]
