import { isObject } from '../../../src/kit/json.ts'
import { freeze } from '../../../src/kit/last-applied.ts'
import type { Child, Observed } from '../../../src/kit/kind.ts'
import { Namespace, PersistentVolumeClaim, Secret, StatefulSet } from '../../../src/kit/kinds.ts'
import { credentialsName } from './credentials.ts'
import type { Environment } from './environment.ts'
import { keptRelease } from './helm/kept-release.ts'

/**
 * Claims and databases that are there and no longer asked for, with the passwords of the latter. An edit must not delete data,
 * so they stay as last applied until `spec.discard` names them; a database that stays stops and starts with the others. A
 * namespace never leaves.
 */
export const keptData = (environment: Environment, wanted: readonly Child[]): readonly Child[] => {
  const { observed, suspended, spec: { discard = [] } } = environment
  const databases = observed.list(StatefulSet).filter(({ spec }) => (spec?.volumeClaimTemplates ?? []).length > 0)
  const data = unwanted([...observed.list(PersistentVolumeClaim), ...databases], wanted).filter(({ metadata: { name } }) => !discard.includes(name))
  const passwords = observed.list(Secret).filter(({ metadata: { name, namespace } }) =>
    data.some(({ kind, metadata }) => kind === StatefulSet.kind && credentialsName(metadata.name) === name && metadata.namespace === namespace))
  return [...data, ...unwanted([...observed.list(Namespace), ...passwords, ...keptRelease(environment, wanted)], wanted)].map((one) => running(freeze(one), !suspended))
}

type Kept = Observed<object>

const unwanted = (observed: readonly Kept[], wanted: readonly Child[]): readonly Kept[] => observed.filter(({ kind, metadata: { name, namespace } }) =>
  !wanted.some((child) => child.kind === kind && child.metadata.name === name && child.metadata.namespace === namespace))

type Spoken = Child & { readonly spec?: unknown }

const running = (kept: Spoken, isRunning: boolean): Spoken =>
  kept.kind === StatefulSet.kind && isObject(kept.spec) ? { ...kept, spec: { ...kept.spec, replicas: isRunning ? 1 : 0 } } : kept
