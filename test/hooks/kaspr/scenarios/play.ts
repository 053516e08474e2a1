import { controllers } from '../../../../hooks/index.ts'
import type { KasprAppStatus } from '../../../../hooks/kaspr/kasprapp/spec/status.ts'
import type { KasprMemberSetSpec, KasprMemberSetStatus, ObservedMember, Operation, OperationOutcome } from '../../../../hooks/kaspr/kasprmemberset/resource.ts'
import { invoke } from '../../../../src/guard/invoke.ts'
import { isObject } from '../../../../src/protocol/json.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { apply, cluster, resourceOf, round, touch } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { app, changed, path } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { keyOf, start } from '../fixtures/world.ts'
import type { Status } from '../fixtures/world.ts'

export type Member = ObservedMember
/** Status of the app as tests read it. */
export type AppStatus = Status & Partial<KasprAppStatus>

/** App `orders`, what was made of it, its steward and the time. Every step gives a new one. */
export interface Play {
  readonly at: Cluster
  readonly now: string
  readonly settings: Readonly<Record<string, string>>
  /** StatefulSets that there were before the one of today. */
  readonly deaths: number
}

export const key = 'KasprApp/orders'
export const play = (...resources: readonly Manifest[]): Play => ({ at: cluster(...resources), now: start, settings: {}, deaths: 0 })

/** The clock moves, nothing else happens. */
export const later = (from: Play, seconds: number): Play => ({ ...from, now: new Date(Date.parse(from.now) + seconds * 1000).toISOString().replace('.000Z', 'Z') })
export const secondsSince = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000

/** Every resource is synced so many times, and the decorator after it. */
export const pass = (from: Play, times = 1): Play => {
  const synced = named({ ...from, at: round(from.at, { now: from.now, settings: from.settings }) })
  const decorated = { ...synced, at: decorate(synced) }
  return times > 1 ? pass(decorated, times - 1) : decorated
}

/** Passes until nothing is written. */
export const rest = (from: Play): Play => {
  let current = from
  for (let count = 0; count < 8; count += 1) {
    const next = pass(current)
    if (writes(next).length === 0 && next.at.resources.every((resource, index) => keyOf(resource) === keyOf(current.at.resources[index] ?? resource))) return next
    current = next
  }
  throw new TypeError(`it does not come to rest: ${writes(current).join(', ')}`)
}

/** A StatefulSet that is made anew has a UID of its own. */
const named = (from: Play): Play => from.deaths === 0 || !writes(from).includes('create StatefulSet/orders-app') ? from
  : { ...from, at: ofKind(from.at, 'StatefulSet', (child) => changed(child, path('metadata.uid'), `uid-StatefulSet-${from.deaths}`)) }

/** The decorator sees what carries the annotation, and takes it away when it says so. */
const decorate = ({ at, now, settings }: Play): Cluster => {
  const [decorator] = controllers.filter(({ type }) => type === 'decorator')
  const object = at.resources.find((resource) => keyOf(resource) === key)
  if (decorator === undefined || object?.metadata.annotations?.['kaspr.io/rebalance'] === undefined) return at
  const { body } = invoke(decorator, 'sync', { request: { controller: {}, object, attachments: {}, related: {}, finalizing: false }, context: { now, settings } })
  const gone = isObject(body['annotations']) ? Object.keys(body['annotations']) : []
  return edited(at, gone.reduce((next, name) => changed(next, ['metadata', 'annotations', name], undefined), object))
}

const edited = (at: Cluster, resource: Manifest): Cluster => ({ ...at, resources: at.resources.map((other) => keyOf(other) === keyOf(resource) ? resource : other) })

/** People apply resources. */
export const applyAll = (from: Play, ...resources: readonly Manifest[]): Play => ({ ...from, at: resources.reduce(apply, from.at) })
/** People change the app's spec. */
export const edit = (from: Play, spec: JsonObject): Play => {
  const current = resourceOf(from.at, key)
  return applyAll(from, { ...current, spec: { ...isObject(current['spec']) ? current['spec'] : {}, ...spec } })
}
/** People set annotations of the app; null takes one away. */
export const annotate = (from: Play, annotations: Readonly<Record<string, string | null>>): Play => ({
  ...from,
  at: Object.entries(annotations).reduce((at, [name, value]) => edited(at, changed(resourceOf(at, key), ['metadata', 'annotations', name], value ?? undefined)), from.at),
})

const ofKind = (at: Cluster, kind: string, change: (child: Manifest) => Manifest | undefined): Cluster =>
  touch(at, key, (child) => child.kind === kind ? change(child) : child)
/** Somebody changes a child of the app; undefined deletes it. */
export const child = (from: Play, kind: string, change: (child: Manifest) => Manifest | undefined): Play => ({ ...from, at: ofKind(from.at, kind, change) })

/** The StatefulSet controller: so many of so many members run, all of the newest revision unless `more` says otherwise. */
export const workload = (from: Play, available: number, more: JsonObject = {}): Play => child(from, 'StatefulSet', (set) => {
  const spec = isObject(set['spec']) ? set['spec'] : {}
  const replicas = Number(spec['replicas'])
  return { ...set, status: { observedGeneration: set.metadata.generation ?? 0, replicas, updatedReplicas: replicas, currentReplicas: replicas, availableReplicas: available, currentRevision: 'a', updateRevision: 'a', ...more } }
})
/** Members of the StatefulSet are so many, and all of them run. */
export const scaled = (from: Play, replicas: number): Play => workload(child(from, 'StatefulSet', (set) => changed(set, path('spec.replicas'), replicas)), replicas)

/** A member that is well; number 0 leads. */
export const member = (id: number, more: Partial<Member> = {}): Member => ({
  id, pod: `orders-app-${id}`, podUID: `pod-${id}-one`, podCreationTime: '2026-01-01T00:00:00Z', ready: true, phase: 'Running', answered: true, leader: id === 0, rebalancing: false, recovering: false, ...more,
})
/** A member that rebalances and does not recover. */
export const hanging = (id: number, more: Partial<Member> = {}): Member => member(id, { rebalancing: true, ...more })
/** A member that does not answer. */
export const silent = (id: number, error = 'timeout'): Member => {
  const { leader: _leader, rebalancing: _rebalancing, recovering: _recovering, ...rest } = member(id)
  return { ...rest, answered: false, error }
}
export const three = (more: Readonly<Record<number, Member>> = {}): readonly Member[] => [0, 1, 2].map((id) => more[id] ?? member(id))

/** The steward writes a report of this moment. */
export const report = (from: Play, members: readonly Member[], more: Partial<KasprMemberSetStatus> = {}): Play => child(from, 'KasprMemberSet', (set) => ({
  ...set, status: trusted<JsonObject>({ ...isObject(set['status']) ? set['status'] : {}, observedAt: from.now, members: [...members], ...more }),
}))
/** The steward has carried out everything that it was asked for, or could not. */
export const carriedOut = (from: Play, state: OperationOutcome['state'] = 'Succeeded', message?: string): Play => child(from, 'KasprMemberSet', (set) => {
  const status = trusted<KasprMemberSetStatus>(set['status'] ?? {})
  const known = (status.operations ?? []).filter(({ state: before }) => before !== 'Running')
  const fresh = operations(from).filter(({ id }) => !known.some((one) => one.id === id))
    .map(({ id }) => ({ id, state, attempts: 1, startedAt: from.now, ...(state === 'Running' ? {} : { finishedAt: from.now }), ...(message === undefined ? {} : { message }) }))
  return { ...set, status: trusted<JsonObject>({ ...status, operations: [...known, ...fresh] }) }
})
/** The steward deletes the StatefulSet and leaves its pods. */
export const orphaned = (from: Play): Play => ({ ...child(from, 'StatefulSet', () => undefined), deaths: from.deaths + 1 })

export const writes = ({ at }: Play): readonly string[] => at.writes
export const statusOf = ({ at }: Play): AppStatus => trusted<AppStatus>(resourceOf(at, key)['status'] ?? {})
export const annotationsOf = ({ at }: Play): Readonly<Record<string, string>> => resourceOf(at, key).metadata.annotations ?? {}
/** Children of the app, by kind and name. */
export const childrenOf = ({ at }: Play): readonly Manifest[] => (at.children[key] ?? []).toSorted((a, b) => keyOf(a) < keyOf(b) ? -1 : 1)
/** What the steward is asked for. */
export const operations = (from: Play): readonly Operation[] => {
  const set = childrenOf(from).find(({ kind }) => kind === 'KasprMemberSet')
  return trusted<KasprMemberSetSpec>(set?.['spec'] ?? {}).operations ?? []
}
export const asked = (from: Play): readonly string[] => operations(from).map(({ type }) => type)
/** Seconds after which the hook wants to be asked again; 0: never. */
export const resync = ({ at }: Play): number => trusted<{ readonly resyncAfterSeconds?: number }>(at.answers[key] ?? {}).resyncAfterSeconds ?? 0

/** An app of three members that runs and has told so. */
export const healthy = (...resources: readonly Manifest[]): Play =>
  rest(report(rest(scaled(rest(play(app(), ...resources)), 3)), three()))
/** So many seconds later the steward reports again, and the hook runs. */
export const next = (from: Play, seconds: number, members: readonly Member[]): Play => pass(report(later(from, seconds), members))
/** The pods have got what they should run. */
export const rolled = (from: Play): Play => rest(workload(rest(from), 3))
