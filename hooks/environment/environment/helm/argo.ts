import { covers } from '../../../../src/kit/covers.ts'
import { child } from '../../../../src/kit/kind.ts'
import type { Child } from '../../../../src/kit/kind.ts'
import { environmentLabels } from '../environment.ts'
import type { Environment } from '../environment.ts'
import { ready, waiting } from '../stage.ts'
import type { Readiness } from '../stage.ts'
import { releaseName } from './chart.ts'
import type { Chart } from './chart.ts'
import { Application } from './kinds.ts'

const sourceOf = (environment: Environment, { source, path, commit, values }: Chart) => ({
  repoURL: source.repositoryUrl,
  targetRevision: commit,
  path: path === '' ? '.' : path,
  helm: { releaseName: releaseName(environment), values, skipCrds: true },
})

/** A chart as Argo CD installs it, with what its project allows. Argo CD looks for Applications in its own namespace. */
export const argoChildren = (environment: Environment, chart: Chart): readonly Child[] => [child(Application, {
  metadata: { name: environment.name, namespace: environment.settings.argoNamespace, labels: environmentLabels(environment) },
  spec: {
    project: environment.settings.argoProject,
    source: sourceOf(environment, chart),
    destination: { server: 'https://kubernetes.default.svc', namespace: environment.name },
    ...(environment.suspended ? {} : { syncPolicy: { automated: { prune: true, selfHeal: true } } }),
  },
})]

/** Whether what is wanted is installed, and well. */
export const argoReadiness = (environment: Environment, chart: Chart): Readiness => {
  const { settings: { argoNamespace }, name } = environment
  const status = environment.observed.get(Application, name, argoNamespace)?.status
  const who = `${Application.kind} ${argoNamespace}/${name}`
  if (status?.sync === undefined) return waiting('Creating', `${who} is made, or has not been looked at yet`)
  const found = troubleOf(status) ?? unsynced(status, sourceOf(environment, chart)) ?? unhealthy(status)
  return found === undefined ? ready : waiting(found.reason, `${who}: ${found.message}`)
}

type Status = NonNullable<NonNullable<(typeof Application)['shape']>['status']>

interface Trouble { readonly reason: string; readonly message: string }

/** What went wrong, in Argo CD's words. */
const troubleOf = ({ conditions = [], operationState = {} }: Status): Trouble | undefined => {
  const error = conditions.find(({ type = '' }) => type.endsWith('Error'))
  if (error !== undefined) return { reason: error.type ?? 'Error', message: error.message ?? 'no reason given' }
  const { phase, message = 'the sync failed' } = operationState
  return phase === 'Failed' || phase === 'Error' ? { reason: `Sync${phase}`, message } : undefined
}

/** An Application counts no generations: what was compared tells whether the status is about what is wanted. */
const unsynced = ({ sync = {} }: Status, source: object): Trouble | undefined => {
  const { status = 'Unknown', comparedTo } = sync
  if (status !== 'Synced') return { reason: status, message: 'is not synced' }
  return covers(comparedTo?.source, source) ? undefined : { reason: 'OutOfSync', message: 'is not compared with what is wanted yet' }
}

const unhealthy = ({ health: { status = 'Unknown', message = 'is not healthy' } = {} }: Status): Trouble | undefined =>
  status === 'Healthy' ? undefined : { reason: status, message }
