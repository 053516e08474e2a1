import type { EnvVar } from 'kubernetes-types/core/v1.js'
import type { Desired } from '../../../src/kit/desired.ts'
import { generalHash } from '../python/hash.ts'
import { mountedParts } from './app.ts'
import type { App } from './app.ts'
import { passwordReference } from './authentication.ts'
import { componentGroups } from './components.ts'
import type { Group } from './components.ts'
import { packagesDirectory } from './packages/packages.ts'
import type { EnvironmentVariable } from './spec/environment.ts'

export type Variable = Desired<EnvVar> & { readonly name: string }

const podName = { fieldRef: { fieldPath: 'metadata.name' } } as const

/** Environment of container kaspr, in upstream's order (kaspr-resources.md 3.10). */
export const kasprEnvironment = (app: App): readonly Variable[] => lastWins([
  ...app.runtime.entries.map(([key]): Variable => ({ name: key, valueFrom: { configMapKeyRef: { key, name: app.names.settings } } })),
  ...password(app),
  ...groupInstance(app),
  // Kubernetes does not expand `${…}`; upstream writes it all the same and a change would restart every app (Q9).
  ...(app.packages === undefined ? [] : [{ name: 'PYTHONPATH', value: `${packagesDirectory}:\${PYTHONPATH}` }]),
  { name: 'POD_NAME', valueFrom: podName },
  { name: 'K_WEB_HOST', value: `$(POD_NAME).${app.names.component}.${app.namespace ?? 'default'}.svc.cluster.local` },
  ...rollingHashes(app),
  ...templateEnvironment(app.spec.template?.kasprContainer?.env),
])

const password = ({ spec }: App): readonly Variable[] => {
  const reference = passwordReference(spec)
  return reference === undefined ? [] : [{ name: 'K_KAFKA_AUTH_PASSWORD', valueFrom: { secretKeyRef: reference } }]
}

/** Static group membership: a restarted pod keeps its partitions (kaspr-resources.md 8.2). */
const groupInstance = ({ annotations }: App): readonly Variable[] =>
  annotations['kaspr.io/disable-static-group-membership']?.toLowerCase() === 'true' ? []
    : [{ name: 'K_CONSUMER_GROUP_INSTANCE_ID', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }]

const groupVariables: Readonly<Record<Exclude<Group, 'joins'>, string>> = {
  agents: 'AGENTS_HASH', webviews: 'WEBVIEWS_HASH', tables: 'TABLES_HASH', tasks: 'TASKS_HASH',
}

/** Variables that only exist to replace pods; `roll-reasons.ts` says why in words. */
const rollingHashes = (app: App): readonly Variable[] => {
  const parts = mountedParts(app)
  const groups = componentGroups.flatMap((group) => {
    const hashes = parts.filter((part) => part.group === group).map(({ hash }) => hash ?? '')
    return group === 'joins' || hashes.length === 0 ? [] : [{ name: groupVariables[group], value: generalHash(hashes.join('')) }]
  })
  return [
    { name: 'CONFIG_HASH', value: app.runtime.hash },
    ...groups,
    ...(app.joins.file === undefined ? [] : [{ name: 'JOINS_HASH', value: app.joins.file.hash }]),
    ...(app.packages === undefined ? [] : [{ name: 'PACKAGES_HASH', value: app.packages.hash }]),
  ]
}

/** The user's variables as they are; only what was given is rendered. */
export const templateEnvironment = (given: readonly EnvironmentVariable[] | undefined): readonly Variable[] =>
  (given ?? []).map(({ name, value, valueFrom }): Variable => valueFrom === undefined ? { name, value } : { name, valueFrom })

/**
 * Of several variables with one name Kubernetes takes the last, and Metacontroller's merge gives its value to all of
 * them (metacontroller.md §4.3). They stand so from the start: the merge would replace the pods a second time.
 */
export const lastWins = (variables: readonly Variable[]): readonly Variable[] => {
  const last = new Map(variables.map((variable) => [variable.name, variable]))
  return variables.map((variable) => last.get(variable.name) ?? variable)
}
