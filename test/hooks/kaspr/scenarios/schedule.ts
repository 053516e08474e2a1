import { kasprApp } from '../../../../hooks/kaspr/kasprapp/controller.ts'
import type { KasprAppStatus } from '../../../../hooks/kaspr/kasprapp/spec/status.ts'
import type { ObservedMember, Operation, OperationOutcome } from '../../../../hooks/kaspr/kasprmemberset/resource.ts'
import { invoke } from '../../../../src/guard/invoke.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import type { ObjectGroups } from '../../../../src/protocol/request.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { agent, app } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'

export interface Pod { readonly id: number; readonly uid: string; readonly rebalancing: boolean; readonly recovering: boolean }
export interface Parent { readonly annotations: Readonly<Record<string, string>>; readonly size: string; readonly generation: number; readonly status: Partial<KasprAppStatus> }
export interface MemberSet { readonly operations: readonly Operation[]; readonly observedAt: string; readonly members: readonly ObservedMember[]; readonly outcomes: readonly OperationOutcome[] }
export interface StatefulSet { readonly uid: string; readonly spec: Readonly<Record<string, unknown>> & { readonly replicas: number }; readonly generation: number; readonly seen: number; readonly available: number }
/** What is in the cluster, or what somebody believes to be there. */
export interface Objects { readonly parent: Parent; readonly topics: readonly string[]; readonly set: MemberSet | undefined; readonly sts: StatefulSet | undefined }

/** One schedule while it runs; everything in it may change. */
export interface Run {
  seconds: number
  live: Objects
  /** What Metacontroller's caches hold. */
  view: Objects
  /** Member sets and parents as they were. */
  readonly past: Partial<Objects>[]
  pods: readonly Pod[]
  uids: number
  /** Gi that each claim requests. */
  claims: readonly number[]
  /** What the steward saw, poll by poll: pods that hung. */
  readonly polls: { readonly at: number; readonly hung: ReadonlySet<string> }[]
  said: ReadonlyMap<string, { readonly flags: string; readonly since: string }>
  /** Spec that the steward has in view, and what it has begun. */
  stewardView: readonly Operation[]
  readonly begun: Map<string, OperationOutcome>
  readonly rebalanced: string[]
  readonly counts: { terminations: number; rebalances: number; resizes: number; strikes: number }
  /** Members of the StatefulSet that the steward deleted. */
  orphaned: number | undefined
  readonly asked: Set<string>
  readonly broken: string[]
}

export const threshold = 120
export const settings = { HUNG_REBALANCING_THRESHOLD_SECONDS: String(threshold) }
const zero = Date.UTC(2026, 0, 2)
export const timeOf = ({ seconds }: Pick<Run, 'seconds'>): string => new Date(zero + seconds * 1000).toISOString().replace('.000Z', 'Z')
export const secondsOf = (time: string): number => (Date.parse(time) - zero) / 1000
export const gibibytes = (size: string): number => Number.parseInt(size, 10)

export const begin = (): Run => {
  const live: Objects = { parent: { annotations: {}, size: '1Gi', generation: 1, status: {} }, topics: ['in'], set: undefined, sts: undefined }
  return {
    seconds: 0, live, view: live, past: [], pods: [], uids: 0, claims: [1, 1, 1], polls: [], said: new Map(), stewardView: [], begun: new Map(), rebalanced: [],
    counts: { terminations: 0, rebalances: 0, resizes: 0, strikes: 0 }, orphaned: undefined, asked: new Set(), broken: [],
  }
}

const meta = (name: string, more: object): object => ({ metadata: { name, namespace: 'shop', ...more } })

const childrenOf = ({ set, sts }: Objects): ObjectGroups => trusted<ObjectGroups>({
  'KasprMemberSet.kaspr.io/v1alpha1': set === undefined ? {} : { 'shop/orders-app': {
    apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprMemberSet', ...meta('orders-app', { uid: 'set' }), spec: { operations: set.operations },
    ...(set.observedAt === '' ? {} : { status: { observedAt: set.observedAt, members: set.members, operations: set.outcomes } }),
  } },
  'StatefulSet.apps/v1': sts === undefined ? {} : { 'shop/orders-app': {
    apiVersion: 'apps/v1', kind: 'StatefulSet', ...meta('orders-app', { uid: sts.uid, generation: sts.generation }), spec: sts.spec,
    status: { observedGeneration: sts.seen, replicas: sts.spec.replicas, updatedReplicas: sts.spec.replicas, availableReplicas: sts.available, currentRevision: 'a', updateRevision: 'a' },
  } },
})

interface Answer { readonly status: Partial<KasprAppStatus>; readonly children: readonly Manifest[] }

/** Calls the hook with what the caches hold. */
const answerOf = ({ view, seconds }: Run): Answer => {
  const { parent: { annotations, size, generation, status }, topics } = view
  const parent = app({ storage: { type: 'persistent-claim', class: 'standard', size } }, { annotations: { ...annotations }, generation })
  const agents = topics.map((topic) => agent(topic, { input: { topic: { name: topic } } }))
  const request = {
    controller: {}, parent: { ...parent, status: trusted<JsonObject>(status) }, children: childrenOf(view), finalizing: false,
    related: { 'KasprAgent.kaspr.io/v1alpha1': Object.fromEntries(agents.map((one) => [`shop/${one.metadata.name}`, one])) },
  }
  return trusted<Answer>(invoke(kasprApp, 'sync', { request, context: { now: timeOf({ seconds }), settings } }).body)
}

const specOf = ({ children }: Answer, kind: string): JsonObject | undefined => trusted<JsonObject | undefined>(children.find((child) => child.kind === kind)?.['spec'])

/** One pass of the hook: it sees the caches, and writes to the cluster where the cluster is as it was seen. */
export const pass = (run: Run, isStatusLost: boolean): void => {
  const { view } = run
  const answer = answerOf(run)
  const kinds = answer.children.map(({ kind }) => kind)
  if (!kinds.includes('StatefulSet') && view.sts !== undefined) run.broken.push('the StatefulSet is left out: its claims are in danger')
  if (!kinds.includes('KasprMemberSet') && view.set !== undefined) run.broken.push('the member set is left out')
  writeSet(run, answer)
  writeStatefulSet(run, answer)
  if (!isStatusLost) writeStatus(run, answer)
}

const writeStatus = (run: Run, { status }: Answer): void => {
  const { parent } = run.live
  run.past.push({ parent })
  run.counts.strikes += (status.members ?? []).filter(({ hungStrikes = 0 }) => hungStrikes > 0).length
  const { 'kaspr.io/rebalance': manual, ...others } = parent.annotations
  const isFinished = manual !== undefined && status.rebalance?.manual === 'Finished'
  run.live = { ...run.live, parent: { ...parent, status, ...(isFinished ? { annotations: others } : {}) } }
}

const writeSet = (run: Run, answer: Answer): void => {
  const { live, view } = run
  const spec = specOf(answer, 'KasprMemberSet')
  if (spec === undefined || live.set !== view.set) return
  const operations = trusted<{ readonly operations?: readonly Operation[] }>(spec).operations ?? []
  operations.filter(({ id }) => !run.asked.has(id)).forEach((operation) => judged(run, operation))
  const before = live.set ?? { observedAt: '', members: [], outcomes: [] }
  run.live = { ...live, set: { ...before, operations } }
}

/** An operation that is asked for the first time has to be right by what the steward saw. */
const judged = (run: Run, { id, type, podUID, size = '0Gi' }: Operation): void => {
  run.asked.add(id)
  if (type === 'ResizeStorage' && gibibytes(size) <= gibibytes(templateSize(run.view))) run.broken.push(`${id} makes claims no larger`)
  if (type === 'TerminateMember' && podUID !== undefined) hung(run, id, podUID)
}

/** Size of the claim template that the hook saw. */
const templateSize = ({ sts }: Objects): string => /"storage":"([^"]+)"/.exec(JSON.stringify(sts?.spec['volumeClaimTemplates'] ?? ''))?.[1] ?? '0Gi'

const hung = (run: Run, id: string, podUID: string): void => {
  const seenAt = secondsOf(run.view.set?.observedAt ?? '')
  const seen = run.polls.filter(({ at }) => at <= seenAt)
  const from = seen.findLastIndex(({ hung }) => !hung.has(podUID)) + 1
  const [first] = seen.slice(from)
  if (first === undefined || seenAt - first.at <= threshold || seen.length - from < 3) run.broken.push(`${id} is for a member that is well`)
  if (run.seconds - seenAt > 180) run.broken.push(`${id} follows from an old report`)
}

const writeStatefulSet = (run: Run, answer: Answer): void => {
  const { live, view } = run
  const spec = trusted<StatefulSet['spec'] | undefined>(specOf(answer, 'StatefulSet'))
  if (spec === undefined || live.sts !== view.sts) return
  if (live.sts === undefined) {
    if (run.orphaned !== undefined && spec.replicas !== run.orphaned) run.broken.push(`made anew with ${spec.replicas} members instead of ${run.orphaned}`)
    run.orphaned = undefined
    run.uids += 1
    run.live = { ...live, sts: { uid: `sts-${run.uids}`, spec, generation: 1, seen: 0, available: 0 } }
    return
  }
  if (JSON.stringify(spec) !== JSON.stringify(live.sts.spec)) run.live = { ...live, sts: { ...live.sts, spec, generation: live.sts.generation + 1 } }
}
