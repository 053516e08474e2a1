import { claim, conditions } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import type { SyncInput, UncheckedParent } from '../../../src/kit/composite.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { Deployment, Ingress, Job, Namespace, PersistentVolumeClaim, Service, StatefulSet } from '../../../src/kit/kinds.ts'
import { freeze } from '../../../src/kit/last-applied.ts'
import { isKind } from '../../../src/kit/resources.ts'
import { Application, HelmRelease } from './helm/kinds.ts'
import type { EnvironmentStatus } from './spec/status.ts'

type Input = SyncInput<UncheckedParent>
type Observed = ReturnType<Input['children']['all']>

interface Step {
  readonly name: string
  readonly kinds: readonly Kind[]
}

/** What runs goes first, then what it needs. */
const running: readonly Step[] = [
  { name: 'web', kinds: [Ingress, Deployment, Job] },
  { name: 'services', kinds: [StatefulSet, Service] },
]

/** The limits and policies stay up to the end: pods that are still on their way out keep them. They go with the namespace. */
const data: readonly Step[] = [
  // Before what it needs to be uninstalled, and before anything that its installer would make again.
  { name: 'release', kinds: [HelmRelease, Application] },
  { name: 'claims', kinds: [PersistentVolumeClaim] },
  { name: 'namespace', kinds: [Namespace] },
]

/**
 * Takes an environment apart, step by step (environment.md B9). Nothing but what is observed decides, and
 * `spec.retainData`: neither the Project nor a valid spec is needed to let it go (Part C 5), and it goes only when its namespace
 * has gone, so that one of the same name can be made at once (Part C 6).
 */
export const finalize = (input: Input) => {
  const observed = input.children.all()
  const isKept = isRetained(input)
  const step = [...running, ...(isKept ? [] : data)].find(({ kinds }) => observed.some((one) => isAmong(kinds, one)))
  const stays = observed.filter((one) => step === undefined || !isAmong(step.kinds, one))
  return {
    children: stays.map(freeze),
    childless: stays.length === 0,
    finalized: observed.length === 0,
    status: statusOf(input, step?.name ?? 'done', claims(input, { isKept, step })),
  }
}

const isRetained = ({ parent: { spec }, children }: Input): boolean => spec?.['retainData'] === true && children.list(Namespace).length > 0

const isAmong = (kinds: readonly Kind[], one: Observed[number]): boolean => kinds.some((kind) => isKind(kind, one))

const statusOf = ({ parent: { metadata, status }, now }: Input, stage: string, made: readonly Claim[]): EnvironmentStatus => {
  const generation = metadata.generation ?? 0
  return {
    observedGeneration: generation,
    phase: 'Terminating',
    stage,
    namespace: metadata.name,
    conditions: conditions(status?.['conditions'], made, { now, generation }),
  }
}

interface Situation {
  readonly isKept: boolean
  readonly step: Step | undefined
}

const claims = (input: Input, { isKept, step }: Situation): readonly Claim[] => [
  claim('Ready', 'False', { reason: 'Terminating', message: step === undefined ? doneMessage(isKept) : stepMessage(input, step) }),
  ...(isKept ? [retained(input)] : []),
]

const doneMessage = (isKept: boolean): string => isKept ? 'everything that ran is deleted' : 'everything is deleted'

const stepMessage = ({ children }: Input, { name, kinds }: Step): string => {
  const going = children.all().filter((one) => isAmong(kinds, one)).map((one) => `${one.kind}/${one.metadata.name}`)
  return [`${name}: ${going.join(', ')} ${going.length === 1 ? 'is' : 'are'} deleted`, ...(name === 'namespace' ? remaining(children) : [])].join('; ')
}

/** Why a namespace does not go, in the API server's words. */
const remaining = (children: Input['children']): readonly string[] => children.list(Namespace).flatMap(({ status }) =>
  (status?.conditions ?? []).filter(({ type, status: is }) => is === 'True' && type.startsWith('Namespace')).flatMap(({ message }) => message === undefined ? [] : [message]))

/** A foreground deletion is done by the garbage collector, which asks nobody (metacontroller.md §6.2, trap 29). */
const retained = ({ parent: { metadata } }: Input): Claim => metadata.finalizers?.includes('foregroundDeletion') === true
  ? claim('DataRetained', 'False', { reason: 'ForegroundDeletion', message: 'a foreground deletion deletes all that belongs to it: data cannot be retained' })
  : claim('DataRetained', 'True', { reason: 'RetainData', message: `namespace ${metadata.name} stays with its claims and secrets; set spec.retainData to false to delete them for good` })
