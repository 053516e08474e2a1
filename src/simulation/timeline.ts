import type { Fault } from '../cluster/fault.ts'
import { listOf, objectOf } from '../cluster/json-fields.ts'
import type { Change } from '../cluster/server/object-table.ts'
import { changedPaths } from '../kit/changed-paths.ts'
import { described, isDeleting } from '../engine/metadata.ts'
import { controllerOf } from '../engine/owner-reference.ts'
import type { EventRecord, HookTrace, Observer, PassTrace, Verb, WriteTrace } from '../engine/observer.ts'
import type { HookName } from '../kit/controller.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { userName } from './apply.ts'

/** When something happened; entries are counted from 1, in order of virtual time. */
interface Moment {
  readonly number: number
  /** RFC 3339 with milliseconds, UTC. */
  readonly time: string
  /** Since the world began, with milliseconds. */
  readonly seconds: number
}

export type ChangeVerb = 'created' | 'changed' | 'status' | 'deleting' | 'deleted'

/** What happened. `object` and `parent` are written `Kind namespace/name`. */
export type Happening =
  /** The engine wrote, or was refused with a code; `fields` are paths that differ. */
  | { readonly type: 'write'; readonly by: string; readonly verb: Verb; readonly object: string; readonly parent: string; readonly reason: string; readonly fields: readonly string[]; readonly refused?: string }
  /** A controller of the cluster wrote. */
  | { readonly type: 'change'; readonly by: string; readonly verb: ChangeVerb; readonly object: string; readonly reason: string; readonly fields: readonly string[] }
  /** Somebody applied or deleted a document. */
  | { readonly type: 'apply'; readonly by: string; readonly verb: ChangeVerb; readonly object: string; readonly fields: readonly string[] }
  /** A hook was called; 0 is no answer. `message` is the answer of a call that failed. */
  | { readonly type: 'hook'; readonly by: string; readonly verb: HookName; readonly object: string; readonly status: number; readonly message?: string }
  /** A pass that did not come to its end. */
  | { readonly type: 'pass'; readonly by: string; readonly verb: PassTrace['outcome']; readonly object: string; readonly causes: readonly string[]; readonly message: string }
  /** An Event as Kubernetes has them. */
  | { readonly type: 'event'; readonly by: string; readonly verb: 'Normal' | 'Warning'; readonly object: string; readonly reason: string; readonly message: string }
  /** Something was made to go wrong. */
  | { readonly type: 'fault'; readonly by: string; readonly verb: 'begins' | 'ends'; readonly object: string; readonly fault: Fault }
  /** The engine was killed and started anew. */
  | { readonly type: 'restart'; readonly by: string; readonly verb: 'restarted'; readonly object: string }

export type TimelineEntry = Moment & Happening

/** Everything that happened in a world, as plain JSON data. */
export interface Timeline {
  readonly entries: () => readonly TimelineEntry[]
  readonly add: (happening: Happening) => void
  /** Tells of every new entry at once. Gives the function that ends it. */
  readonly listen: (listener: (entry: TimelineEntry) => void) => () => void
  /** What makes entries of the doings of an engine and of a cluster. */
  readonly observer: Observer
  readonly change: (change: Change) => void
}

export interface TimelineOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds since 1970 at which the world began. */
  readonly start: number
  /** Name under which the engine writes: its changes are told by its own words. */
  readonly engine: string
  /** How many entries are kept, the last ones; all when absent. */
  readonly most?: number
}

export const createTimeline = ({ now, start, engine, most = Infinity }: TimelineOptions): Timeline => {
  const entries: TimelineEntry[] = []
  const listeners = new Set<(entry: TimelineEntry) => void>()
  let count = 0
  const add = (happening: Happening): void => {
    const time = now()
    const entry = { number: count += 1, time: new Date(time).toISOString(), seconds: (time - start) / 1000, ...happening }
    entries.push(entry)
    if (entries.length > most) entries.shift()
    for (const listener of listeners) listener(entry)
  }
  return {
    entries: () => [...entries],
    add,
    listen: (listener) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    observer: {
      write: (trace) => { add(writeOf(trace)) },
      hook: (trace) => { add(hookOf(trace)) },
      pass: (trace) => { if (trace.outcome !== 'done') add(passOf(trace)) },
      event: (record) => { if (record.isSent) add(eventOf(record, engine)) },
    },
    change: (change) => { if (change.by !== engine) add(changeOf(change)) },
  }
}

const writeOf = ({ controller, verb, object, parent, reason, before, after, refused }: WriteTrace): Happening => ({
  type: 'write', by: controller, verb, object, parent, reason,
  fields: before === undefined || after === undefined ? [] : fieldsOf(before, after),
  ...(refused === undefined ? {} : { refused }),
})

const hookOf = ({ controller, hook, parent, status, answer }: HookTrace): Happening => ({
  type: 'hook', by: controller, verb: hook, object: parent, status,
  ...(status === 200 || status === 304 ? {} : { message: typeof answer === 'string' ? answer : JSON.stringify(answer) }),
})

const passOf = ({ controller, parent, causes, outcome, message = '' }: PassTrace): Happening =>
  ({ type: 'pass', by: controller, verb: outcome, object: parent, causes, message })

const eventOf = ({ object, type, reason, message }: EventRecord, engine: string): Happening =>
  ({ type: 'event', by: engine, verb: type, object, reason, message })

const changeOf = (change: Change): Happening => {
  const { by, object, before } = change
  const fields = before === undefined || change.type === 'Deleted' ? [] : fieldsOf(before, object)
  const verb = verbOf(change, fields)
  const told = { by, verb, object: described(object), fields }
  return by === userName ? { type: 'apply', ...told } : { type: 'change', ...told, reason: reasonOf(change, fields) }
}

const verbOf = ({ type, object, before }: Change, fields: readonly string[]): ChangeVerb => {
  if (type === 'Added') return 'created'
  if (type === 'Deleted') return 'deleted'
  if (before !== undefined && isDeleting(object) && !isDeleting(before)) return 'deleting'
  return fields.length > 0 && fields.every((path) => path === 'status' || path.startsWith('status.')) ? 'status' : 'changed'
}

/** Of whom it is, for what is new; what became of a pod and its containers; else the fields. */
const reasonOf = ({ type, object }: Change, fields: readonly string[]): string => {
  const owner = controllerOf(object)
  if (type === 'Added') return owner === undefined ? '' : `for ${owner.kind} ${owner.name}`
  const phase = object.kind === 'Pod' || fields.includes('status.phase') ? phaseOf(object) : ''
  return type === 'Deleted' || phase === '' ? fields.join(', ') : phase
}

/** `Running, ready`, `Pending, Unschedulable`, `Running, CrashLoopBackOff`. */
const phaseOf = (object: JsonObject): string => {
  const { phase, conditions, initContainerStatuses, containerStatuses } = objectOf(object['status'])
  if (typeof phase !== 'string') return ''
  const met = listOf(conditions).map(objectOf)
  const ready = met.some(({ type, status }) => type === 'Ready' && status === 'True') ? ['ready'] : []
  const unscheduled = met.filter(({ type, status }) => type === 'PodScheduled' && status === 'False').map(({ reason }) => String(reason))
  const waiting = [...listOf(initContainerStatuses), ...listOf(containerStatuses)].map((one) => objectOf(objectOf(objectOf(one)['state'])['waiting'])['reason'])
  return [phase, ...ready, ...new Set([...unscheduled, ...waiting.filter(isTrouble)])].join(', ')
}

/** A container that waits for its turn has no trouble. */
const isTrouble = (reason: JsonValue | undefined): boolean => typeof reason === 'string' && reason !== 'PodInitializing' && reason !== 'ContainerCreating'

const bookkeeping = /^metadata\.(resourceVersion|generation|managedFields)/

/** Paths that differ, without what every write changes. */
export const fieldsOf = (before: JsonObject, after: JsonObject): readonly string[] =>
  changedPaths(before, after, 12).filter((path) => !bookkeeping.test(path))
