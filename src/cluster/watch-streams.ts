import { groupKind } from '../engine/discovery.ts'
import { uidOf } from '../engine/metadata.ts'
import type { StoredObject, WatchEvent } from '../engine/object-store.ts'
import type { Kind } from '../kit/kind.ts'
import type { FaultBoard } from './faults.ts'
import type { Change, ObjectTable } from './server/object-table.ts'
import type { Work } from './work.ts'

/** What tells watchers of changes: in order, a little later, and not always. */
export interface WatchStreams {
  readonly watch: (kind: Kind, listener: (event: WatchEvent) => void) => () => void
}

export interface StreamParts {
  readonly table: ObjectTable
  readonly faults: FaultBoard
  readonly work: Work
  /** Milliseconds from a change until watchers hear of it. */
  readonly delay: () => number
}

interface Sent {
  readonly at: number
  readonly event: WatchEvent
}

interface Stream {
  readonly kind: Kind
  readonly listener: (event: WatchEvent) => void
  readonly queue: Sent[]
  /** What was swallowed: the object as the watcher knows it, if it does, by uid. */
  readonly missed: Map<string, StoredObject | undefined>
  isPlanned: boolean
  isOpen: boolean
}

/** Time until a watcher whose stream broke has listed anew. */
const relistAfter = 60_000

export const watchStreams = (parts: StreamParts): WatchStreams => {
  const streams = new Map<string, Set<Stream>>()
  parts.table.listen((change) => {
    const group = streams.get(groupKind(change.object))
    if (group === undefined) return
    for (const stream of group) tell(parts, stream, change)
  })
  return {
    watch: (kind, listener) => {
      const stream: Stream = { kind, listener, queue: [], missed: new Map(), isPlanned: false, isOpen: true }
      const group = streams.get(groupKind(kind)) ?? new Set()
      streams.set(groupKind(kind), group.add(stream))
      for (const object of parts.table.list(kind)) send(parts, stream, { type: 'Added', object })
      return () => {
        stream.isOpen = false
        group.delete(stream)
      }
    },
  }
}

const tell = (parts: StreamParts, stream: Stream, { type, object, before }: Change): void => {
  const fault = parts.faults.onEvent(stream.kind.kind)
  if (fault === undefined) {
    stream.missed.delete(uidOf(object))
    return send(parts, stream, { type, object })
  }
  if (!stream.missed.has(uidOf(object))) stream.missed.set(uidOf(object), before)
  parts.work.after(fault.relistAfter ?? relistAfter, () => { relist(parts, stream) })
}

/** A stream keeps its order: nothing overtakes what was sent before. */
const send = (parts: StreamParts, stream: Stream, event: WatchEvent): void => {
  const last = stream.queue.at(-1)?.at ?? 0
  const at = Math.max(last, parts.work.now() + parts.delay() + parts.faults.lateness(stream.kind.kind))
  stream.queue.push({ at, event })
  plan(parts, stream)
}

const plan = (parts: StreamParts, stream: Stream): void => {
  const { work } = parts
  const [next] = stream.queue
  if (next === undefined || stream.isPlanned) return
  stream.isPlanned = true
  work.after(next.at - work.now(), () => {
    stream.isPlanned = false
    deliver(stream, work.now())
    plan(parts, stream)
  })
}

const deliver = (stream: Stream, now: number): void => {
  const later = stream.queue.findIndex(({ at }) => at > now)
  const due = stream.queue.splice(0, later === -1 ? stream.queue.length : later)
  for (const { event } of due) if (stream.isOpen) stream.listener(event)
}

/** The watcher learns what became of everything it missed. */
const relist = (parts: StreamParts, stream: Stream): void => {
  const missed = [...stream.missed]
  stream.missed.clear()
  for (const [uid, known] of missed) {
    const object = parts.table.withUid(uid)
    if (object !== undefined) send(parts, stream, { type: known === undefined ? 'Added' : 'Modified', object })
    else if (known !== undefined && !isReplaced(parts, known)) send(parts, stream, { type: 'Deleted', object: known })
  }
}

/** Another object has the name by now: a list shows that one, and the watcher hears of no deletion. */
const isReplaced = ({ table }: StreamParts, { apiVersion, kind, metadata: { name, namespace } }: StoredObject): boolean =>
  table.find({ apiVersion, kind }, name, namespace) !== undefined
