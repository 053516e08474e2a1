import type { Container, ContainerStateTerminated, ContainerStatus, Pod, PodStatus } from 'kubernetes-types/core/v1.js'
import type { ObservedMember } from '../hooks/kaspr/kasprmemberset/resource.ts'
import { isDeleting, uidOf } from '../src/engine/metadata.ts'
import type { StoredObject } from '../src/engine/object-store.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { given } from './given.ts'
import { numberedName } from './numbered-name.ts'

/** What a report says of a pod before anybody asked it. */
export type MemberOfPod = Omit<ObservedMember, 'answered' | 'error' | 'leader' | 'rebalancing' | 'recovering' | 'since'>

/** What is kept of a pod. */
export interface PodFacts {
  readonly member: MemberOfPod
  readonly labels: Readonly<Record<string, string>>
  readonly isDeleting: boolean
  /** Whether container kaspr runs, so that it can be asked. */
  readonly runs: boolean
}

const kaspr = 'kaspr'
const installPackages = 'install-packages'

/** Facts of a pod that may be a member; undefined for one without a number. */
export const podFacts = (object: StoredObject): PodFacts | undefined => {
  const numbered = numberedName(object.metadata.name)
  if (numbered === undefined) return undefined
  const { metadata } = object
  const pod = trusted<Pod>(object)
  const status = pod.status ?? {}
  return {
    member: {
      id: numbered.number,
      pod: metadata.name,
      podUID: uidOf(object),
      ready: isReady(status),
      ...given({ podCreationTime: metadata.creationTimestamp ?? undefined, phase: status.phase, waiting: waitingOf(status), install: installOf(pod) }),
    },
    labels: metadata.labels ?? {},
    isDeleting: isDeleting(object),
    runs: doesRun(status),
  }
}

const isReady = ({ conditions = [] }: PodStatus): boolean => conditions.some(({ type, status }) => type === 'Ready' && status === 'True')

const doesRun = ({ containerStatuses = [] }: PodStatus): boolean => containerStatuses.find(({ name }) => name === kaspr)?.state?.running !== undefined

type Waiting = NonNullable<MemberOfPod['waiting']>

/** A container that only waits for those before it says nothing: the one that holds them up counts, and the scheduler. */
const waitingOf = ({ containerStatuses = [], initContainerStatuses = [], conditions = [] }: PodStatus): Waiting | undefined => {
  const states = [...initContainerStatuses, ...containerStatuses.filter(({ name }) => name === kaspr)].flatMap(({ state }) => state?.waiting ?? [])
  const found = states.find(({ reason }) => reason !== 'PodInitializing') ?? states[0] ??
    conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  return found === undefined ? undefined : { reason: found.reason ?? 'Waiting', ...said(found.message) }
}

/** A message that says something. */
const said = (message: string | undefined): { readonly message?: string } => given({ message: message === '' ? undefined : message })

type Install = NonNullable<MemberOfPod['install']>

const installOf = ({ spec, status }: Pod): Install | undefined => {
  const container = status?.initContainerStatuses?.find(({ name }) => name === installPackages)
  if (container === undefined) return undefined
  const hash = hashOf(spec?.initContainers?.find(({ name }) => name === installPackages)) ?? hashOf(spec?.containers.find(({ name }) => name === kaspr))
  return { ...installState(container), ...given({ hash }) }
}

/** While it waits for another try, what it said when it failed tells more than that it waits. */
const installState = ({ state = {}, lastState = {} }: ContainerStatus): Install => {
  if (state.terminated !== undefined) return { state: 'Terminated', ...ended(state.terminated) }
  if (state.running !== undefined) return { state: 'Running' }
  const { reason, message } = state.waiting ?? {}
  return { state: 'Waiting', ...given({ reason }), ...said(lastState.terminated?.message || message) }
}

const ended = ({ reason, message, exitCode }: ContainerStateTerminated): Omit<Install, 'state'> => ({ ...given({ reason }), ...said(message), exitCode })

const hashOf = (container: Container | undefined): string | undefined => container?.env?.find(({ name }) => name === 'PACKAGES_HASH')?.value
