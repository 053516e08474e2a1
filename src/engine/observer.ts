import type { HookName } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { StoredObject } from './object-store.ts'

// What the engine tells about its doings. Times are milliseconds since 1970, parents and objects are written `Kind n1/name`.

export type Verb = 'create' | 'update' | 'updateStatus' | 'delete'

/** One write to the API server: who did what to which object, and why. */
export interface WriteTrace {
  readonly time: number
  readonly controller: string
  readonly parent: string
  readonly verb: Verb
  readonly object: string
  readonly apiVersion: string
  /** In words, for people. */
  readonly reason: string
  /** What the cache or the server held before. */
  readonly before: StoredObject | undefined
  /** What is stored now; absent after a delete and after a refusal. */
  readonly after: StoredObject | undefined
  /** Code of the error with which the server refused. */
  readonly refused: string | undefined
}

export type PassOutcome = 'done' | 'throttled' | 'not synced' | 'failed' | 'crashed' | 'stopped'

/** One pass over one parent. */
export interface PassTrace {
  readonly time: number
  readonly controller: string
  readonly parent: string
  /** Why the pass was made; the first few of what may be many. */
  readonly causes: readonly string[]
  readonly outcome: PassOutcome
  /** What went wrong. */
  readonly message: string | undefined
  readonly milliseconds: number
}

/** One call of a hook. */
export interface HookTrace {
  readonly time: number
  readonly controller: string
  readonly hook: HookName
  readonly parent: string
  readonly request: JsonObject
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly answer: string | JsonObject
  readonly milliseconds: number
}

/** An Event that Metacontroller sends (metacontroller.md §4.7). */
export interface EventRecord {
  readonly time: number
  readonly object: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** False when there were so many about this object that the sender kept it back. */
  readonly isSent: boolean
}

/** Everything is optional; nobody has to listen. */
export interface Observer {
  readonly write?: (trace: WriteTrace) => void
  readonly pass?: (trace: PassTrace) => void
  readonly hook?: (trace: HookTrace) => void
  readonly event?: (record: EventRecord) => void
}
