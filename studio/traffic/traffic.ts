import type { HookName } from '../../src/kit/controller.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Kill, LogLevel } from '../../src/sandbox/sandbox.ts'

export interface ParentReference {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
  readonly uid: string
}

/** One call of a program's hook as it is kept: redacted, the bundle left out. Everything that a replay needs. */
export interface ProgramCall {
  /** Names the call among those of all replicas. */
  readonly id: string
  readonly program: string
  readonly hook: HookName
  /** Revision that answered; undefined when none could be chosen. */
  readonly revision: string | undefined
  readonly canary: boolean
  /** RFC 3339, UTC: the time that the program saw. */
  readonly now: string
  readonly parent: ParentReference
  /** The request without its bundle. */
  readonly request: JsonObject
  readonly response?: JsonObject
  readonly outcome: 'ok' | 'killed' | 'denied' | 'refused'
  readonly reason?: { readonly code: string; readonly message: string; readonly kill?: Kill; readonly rule?: string }
  readonly milliseconds: number
  readonly memoryBytes: number
}

/** A line of the live log. */
export interface LogRecord {
  /** `<replica>:<counter>`. */
  readonly id: string
  /** RFC 3339, UTC, with milliseconds. */
  readonly ts: string
  readonly level: LogLevel
  readonly program: string
  readonly revision: string | undefined
  readonly parent: ParentReference | undefined
  readonly requestId: string
  readonly source: 'user' | 'host'
  readonly message: string
}

export interface LogQuery {
  readonly program: string
  /** Only what came after this record; everything that is kept when absent. A cursor for each replica. */
  readonly after?: Readonly<Record<string, number>>
}

/** How calls of a revision ended. */
export interface RevisionOutcomes {
  readonly revision: string
  /** Of sync and finalize. */
  readonly calls: number
  /** Those of them that had no answer. */
  readonly failures: number
}

/** Calls and log lines of the last while: rings, nothing more. Filled by the runtime, read by the Studio. */
export interface Traffic {
  /** Newest first. */
  readonly calls: (program: string) => Promise<readonly ProgramCall[]>
  readonly call: (id: string) => Promise<ProgramCall | undefined>
  /** How all calls ended since then, in milliseconds since 1970 and at most five minutes back; of every revision that was called. */
  readonly outcomes: (program: string, since: number) => Promise<readonly RevisionOutcomes[]>
  readonly logs: (query: LogQuery) => Promise<{ readonly records: readonly LogRecord[]; /** Records that fell out of the ring before they were read. */ readonly dropped: number }>
  /**
   * Is told of every new record until the returned function is called; with `after`, first of those that came after it, so
   * that nothing is missed or told twice.
   */
  readonly follow: (program: string, listener: (record: LogRecord) => void, after?: LogQuery['after']) => () => void
}
