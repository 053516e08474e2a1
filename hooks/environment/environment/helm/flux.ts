import { alike } from '../../../../src/kit/covers.ts'
import { canonical } from '../../../../src/kit/canonical.ts'
import { sha256Hex } from '../../../../src/kit/hash.ts'
import { child } from '../../../../src/kit/kind.ts'
import type { Child } from '../../../../src/kit/kind.ts'
import { ConfigMap, RoleBinding, ServiceAccount } from '../../../../src/kit/kinds.ts'
import { lastApplied } from '../../../../src/kit/last-applied.ts'
import { environmentLabels } from '../environment.ts'
import type { Environment } from '../environment.ts'
import { waiting } from '../stage.ts'
import type { Readiness } from '../stage.ts'
import { isWholeCommit, releaseName, releaseObject } from './chart.ts'
import type { Chart } from './chart.ts'
import { chartRole } from './chart-role.ts'
import { GitRepository, HelmRelease } from './kinds.ts'
import { toolkitReadiness } from './toolkit-readiness.ts'

const metadata = (environment: Environment) => ({ name: releaseObject, namespace: environment.name, labels: environmentLabels(environment) })

/** What is bound to whom. It cannot be changed once it is made: a binding that says something else is left out, which deletes it, and made anew. */
const binding = (environment: Environment): readonly Child[] => {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: chartRole.name }
  const subjects = [{ kind: 'ServiceAccount', name: releaseObject, namespace: environment.name }]
  const found = environment.observed.get(RoleBinding, releaseObject, environment.name)
  return found !== undefined && !alike([found.roleRef, found.subjects], [roleRef, subjects]) ? [] : [child(RoleBinding, { metadata: metadata(environment), roleRef, subjects })]
}

/** Whoever installs the chart may do so in this namespace only, whatever the chart says (environment.md Part C S6). */
const identity = (environment: Environment): readonly Child[] => [
  child(ServiceAccount, { metadata: metadata(environment), automountServiceAccountToken: false }),
  ...binding(environment),
]

const repository = (environment: Environment, { source, commit }: Chart): Child => child(GitRepository, {
  metadata: metadata(environment),
  spec: { url: source.repositoryUrl, interval: '5m', ref: isWholeCommit(commit) ? { commit } : { branch: commit } },
})

/** Other values are another release at once; Flux alone would look at them with the next interval only. */
const valuesAnnotation = 'env.kaspr.io/values'
const hashLength = 10

const retried = { crds: 'Skip', remediation: { retries: 3 } }

const release = (environment: Environment, { path, values }: Chart): Child => child(HelmRelease, {
  metadata: metadata(environment),
  spec: {
    interval: '10m',
    suspend: environment.suspended,
    releaseName: releaseName(environment),
    targetNamespace: environment.name,
    storageNamespace: environment.name,
    serviceAccountName: releaseObject,
    chart: {
      metadata: { annotations: { [valuesAnnotation]: sha256Hex(values).slice(0, hashLength) } },
      // A commit is a release of its own, whatever version its chart says it has.
      spec: { chart: `./${path}`, reconcileStrategy: 'Revision', sourceRef: { kind: GitRepository.kind, name: releaseObject } },
    },
    install: retried,
    upgrade: retried,
    valuesFrom: [{ kind: ConfigMap.kind, name: releaseObject }],
  },
})

/** A chart as Flux installs it. */
export const fluxChildren = (environment: Environment, chart: Chart): readonly Child[] => [
  ...identity(environment),
  child(ConfigMap, { metadata: metadata(environment), data: { 'values.yaml': chart.values } }),
  repository(environment, chart),
  release(environment, chart),
]

/** Whether the release is what is wanted; where the source is what keeps it, that is said. */
export const fluxReadiness = (environment: Environment, chart: Chart): Readiness => {
  const { observed } = environment
  const [source, found] = [observed.get(GitRepository, releaseObject, environment.name), observed.get(HelmRelease, releaseObject, environment.name)]
  if (source === undefined || found === undefined) return waiting('Creating', `${HelmRelease.kind} ${releaseObject} is made`)
  if (!isAsWanted(source, repository(environment, chart)) || !isAsWanted(found, release(environment, chart))) return waiting('RollingOut', `${HelmRelease.kind} ${releaseObject} gets its new spec`)
  const [said, why] = [toolkitReadiness(found), toolkitReadiness(source)]
  return said.state === 'Ready' || why.state === 'Ready' ? said : why
}

const isAsWanted = (observed: Parameters<typeof lastApplied>[0], wanted: Child): boolean => alike(specOf(lastApplied(observed)), specOf(canonical(wanted)))

const specOf = (object: object | undefined): unknown => object !== undefined && 'spec' in object ? object.spec : undefined
