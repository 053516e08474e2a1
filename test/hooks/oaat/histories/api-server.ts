import type { JsonObject } from '../../../../src/protocol/json.ts'
import type { KubernetesObject } from '../../../../src/protocol/request.ts'
import { OaatGroup } from '../../../../hooks/oaat/oaatgroup/resource.ts'
import type { OaatGroupStatus } from '../../../../hooks/oaat/oaatgroup/status-schema.ts'
import type { Edit } from './edits.ts'
import { BrokenRule } from '../../../simulation/broken-rule.ts'
import type { Fate } from './history.ts'

export type GroupObject = KubernetesObject & { readonly spec: JsonObject; readonly status?: Partial<OaatGroupStatus> }
export type PodObject = KubernetesObject & { readonly status: JsonObject & { readonly phase: string } }

/** All pods at one moment, by name. */
export type Pods = ReadonlyMap<string, PodObject>

/** What is known of a pod of a run, for ever. */
export interface Fact {
  /** It was finished, whether anybody saw it or not. */
  finished: boolean
  /** Somebody else than the controller removed it. */
  removed: boolean
}

/** The API server: what there is, every version of it, and what must never be. */
export interface ApiServer {
  /** Versions, oldest first. */
  readonly groups: readonly GroupObject[]
  readonly pods: readonly Pods[]
  /** Of pods that were made for runs, by UID. */
  readonly facts: ReadonlyMap<string, Fact>
  readonly now: () => number
  readonly pass: (seconds: number) => void
  readonly edit: (edit: Edit) => void
  readonly writeStatus: (status: OaatGroupStatus) => void
  /** A name that is taken stays as it is: Metacontroller passes over that in silence. */
  readonly create: (pod: KubernetesObject) => void
  /** As the controller does it: only the pod with that UID. */
  readonly remove: (name: string, uid: string) => void
  /** Nothing takes a pod away that is not free to go. */
  readonly befall: (which: number, fate: Fate, isFree: (uid: string) => boolean) => void
  /** Every run succeeds, and nobody else's pods are left. */
  readonly finishAll: () => void
  readonly intrude: (adopted: boolean) => void
}

export const groupUid = '0f6f0b0e-6a1d-4f5c-9a53-6f1b6f0c9d11'
const owner = { apiVersion: OaatGroup.apiVersion, kind: OaatGroup.kind, name: 'g', uid: groupUid, controller: true }
const begin = Date.UTC(2026, 0, 1)

export const isActive = ({ status }: PodObject): boolean => status.phase !== 'Succeeded' && status.phase !== 'Failed'

interface State {
  readonly groups: GroupObject[]
  readonly pods: Pods[]
  readonly facts: Map<string, Fact>
  readonly acknowledged: Set<string>
  now: number
  uids: number
}

export const apiServer = (spec: JsonObject): ApiServer => {
  const metadata = { name: 'g', namespace: 'demo', uid: groupUid, generation: 1, creationTimestamp: timeOf(begin) }
  const state: State = { groups: [{ apiVersion: OaatGroup.apiVersion, kind: OaatGroup.kind, metadata, spec }], pods: [new Map()], facts: new Map(), acknowledged: new Set(), now: begin, uids: 0 }
  return {
    groups: state.groups, pods: state.pods, facts: state.facts,
    now: () => state.now,
    pass: (seconds) => { state.now += seconds * 1000 },
    edit: ({ spec: changed = {}, annotations }) => {
      const { metadata, spec: before, ...rest } = last(state.groups)
      const generation = (metadata.generation ?? 0) + (annotations === undefined ? 1 : 0)
      state.groups.push({ ...rest, spec: { ...before, ...changed }, metadata: { ...metadata, generation, ...(annotations === undefined ? {} : { annotations }) } })
    },
    writeStatus: (status) => {
      const before = last(state.groups)
      const told = status.history?.find(({ finishedAt }) => Date.parse(finishedAt) > state.now)
      if (told !== undefined) throw new BrokenRule('a run is over before its end', told)
      status.recorded?.forEach((uid) => { state.acknowledged.add(uid) })
      if (JSON.stringify(before.status) !== JSON.stringify(status)) state.groups.push({ ...before, status })
    },
    create: (pod) => { if (!last(state.pods).has(pod.metadata.name)) made(state, pod) },
    remove: (name, uid) => { removed(state, name, uid) },
    befall: (which, fate, isFree) => {
      const pods = [...last(state.pods).values()]
      const pod = pods[which % Math.max(1, pods.length)]
      if (pod !== undefined && (fate !== 'gone' || isFree(pod.metadata.uid ?? '') || !state.facts.has(pod.metadata.uid ?? ''))) befallen(state, pod, fate)
    },
    finishAll: () => {
      for (const pod of last(state.pods).values()) befallen(state, pod, state.facts.has(pod.metadata.uid ?? '') && pod.metadata.deletionTimestamp === undefined ? 'Succeeded' : 'gone')
    },
    intrude: (adopted) => {
      const labels = { app: 'oaat-operator', 'parent-name': 'g' }
      state.uids += 1
      const metadata = { name: `rogue-${state.uids}`, namespace: 'demo', uid: `uid-${state.uids}`, labels, ...(adopted ? { ownerReferences: [owner] } : {}) }
      changed(state, { apiVersion: 'v1', kind: 'Pod', metadata, status: { phase: 'Running' } })
    },
  }
}

const last = <Value>(values: readonly Value[]): Value => {
  const value = values.at(-1)
  if (value === undefined) throw new BrokenRule('there is a first version', values.length)
  return value
}

export const timeOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

const made = (state: State, pod: KubernetesObject): void => {
  state.uids += 1
  const uid = `uid-${state.uids}`
  state.facts.set(uid, { finished: false, removed: false })
  const metadata = { ...pod.metadata, labels: { ...pod.metadata.labels, 'controller-uid': groupUid }, uid, creationTimestamp: timeOf(state.now), ownerReferences: [owner] }
  changed(state, { ...pod, metadata, status: { phase: 'Pending' } })
}

/** A new version with a pod as it is now. The rule of all rules is looked at here: whatever happens to pods comes by. */
const changed = (state: State, pod: PodObject): void => {
  const pods = new Map(last(state.pods)).set(pod.metadata.name, pod)
  state.pods.push(pods)
  const active = [...pods.values()].filter((one) => isActive(one) && state.facts.has(one.metadata.uid ?? ''))
  if (active.length > 1) throw new BrokenRule('two pods are active', active.map(({ metadata: { name } }) => name))
}

const taken = (state: State, name: string): void => {
  state.pods.push(new Map([...last(state.pods)].filter(([other]) => other !== name)))
}

const removed = (state: State, name: string, uid: string): void => {
  const pod = last(state.pods).get(name)
  if (pod?.metadata.uid !== uid) return
  // A run past its deadline is acknowledged as well before its pod goes.
  if (state.facts.has(uid) && !state.acknowledged.has(uid)) throw new BrokenRule('a pod is deleted before its result is stored', name)
  if (isActive(pod)) changed(state, leaving(state, pod))
  else taken(state, name)
}

const leaving = ({ now }: State, pod: PodObject): PodObject => ({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.deletionTimestamp ?? timeOf(now) } })

const befallen = (state: State, pod: PodObject, fate: Fate): void => {
  const fact = state.facts.get(pod.metadata.uid ?? '')
  if (fate === 'gone' || fate === 'terminating') {
    if (fact !== undefined) fact.removed = true
    if (fate === 'gone') taken(state, pod.metadata.name)
    else changed(state, leaving(state, pod))
  } else if (isActive(pod)) {
    if (fact !== undefined && fate !== 'Running' && fate !== 'Unknown') fact.finished = true
    changed(state, { ...pod, status: statusOf(state, pod, fate) })
  }
}

const statusOf = ({ now }: State, { status }: PodObject, phase: Exclude<Fate, 'gone' | 'terminating'>): PodObject['status'] => {
  const startTime = status['startTime'] ?? timeOf(now)
  if (phase === 'Running' || phase === 'Unknown') return { phase, startTime }
  const terminated = { exitCode: phase === 'Succeeded' ? 0 : 1, reason: phase === 'Succeeded' ? 'Completed' : 'Error', startedAt: startTime, finishedAt: timeOf(now) }
  return { phase, startTime, containerStatuses: [{ name: 'main', state: { terminated } }] }
}
