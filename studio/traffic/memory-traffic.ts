import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { LogLevel } from '../../src/sandbox/sandbox.ts'
import { CallRing } from './call-ring.ts'
import type { CallLimits } from './call-ring.ts'
import { LogRing } from './log-ring.ts'
import type { LogLimits } from './log-ring.ts'
import { OutcomeCounts } from './outcome-counts.ts'
import { redactionOf } from './redaction.ts'
import type { Redaction } from './redaction.ts'
import type { LogQuery, LogRecord, ProgramCall, Traffic } from './traffic.ts'

/** A call as the runtime saw it, secrets and all. */
export interface SeenCall {
  readonly call: Omit<ProgramCall, 'id'>
  readonly id: string
  /** RFC 3339 with milliseconds: the clock of this machine. */
  readonly ts: string
  readonly lines: readonly { readonly level: LogLevel; readonly source: LogRecord['source']; readonly message: string }[]
}

/** The rings of one process: filled by the runtime, read by the Studio. */
export interface MemoryTraffic extends Traffic {
  readonly replica: string
  /** Name for the next call. */
  readonly newId: () => string
  readonly record: (seen: SeenCall) => void
  /** Redaction as recordings have it. */
  readonly redaction: (documents: readonly JsonObject[]) => Redaction
  readonly load: () => { readonly bytes: number }
}

export interface MemoryTrafficOptions {
  /** Name of this process among the replicas, never used by another one before. */
  readonly replica?: string
  /** Secret of the hashes that stand in place of secret values: replicas that share it give equal values equal hashes. */
  readonly key?: string
  readonly calls?: CallLimits
  readonly logs?: LogLimits
  /** Programs whose lines and outcomes are kept: of more, those that were silent longest go. */
  readonly programs?: number
  readonly droppedLines?: (program: string) => void
  /** Is told when a call could not be kept. */
  readonly failed?: (error: unknown) => void
}

/** Rings that begin empty. */
export const memoryTraffic = (options: MemoryTrafficOptions = {}): MemoryTraffic => {
  const rings = new Rings(options)
  let calls = 0
  return {
    replica: rings.replica,
    newId: () => `${rings.replica}:${(calls += 1)}`,
    record: (seen) => rings.wait(seen),
    redaction: (documents) => rings.redaction(documents),
    calls: async (program) => rings.settled().calls.calls(program),
    call: async (id) => rings.settled().calls.call(id),
    outcomes: async (program, since) => rings.outcomes.since(program, since),
    logs: async (query) => rings.settled().logs(query),
    follow: (...given) => rings.settled().follow(...given),
    load: () => ({ bytes: rings.settled().calls.bytes }),
  }
}

type Listener = (record: LogRecord) => void

const programsOf = ({ programs = 200 }: MemoryTrafficOptions): number => programs

class Rings {
  readonly replica: string
  readonly calls: CallRing
  readonly outcomes: OutcomeCounts
  readonly #key: string
  readonly #options: MemoryTrafficOptions
  readonly #logs = new Map<string, LogRing>()
  readonly #listeners = new Map<string, Set<Listener>>()
  #waiting: SeenCall[] = []

  constructor(options: MemoryTrafficOptions) {
    this.#options = options
    this.replica = options.replica ?? randomBytes(6).toString('hex')
    this.#key = options.key ?? randomBytes(32).toString('hex')
    this.calls = new CallRing(options.calls)
    this.outcomes = new OutcomeCounts(programsOf(options))
  }

  /** Redaction takes time that the caller of a hook need not wait for; whoever reads before it is done gets it done. */
  wait(seen: SeenCall): void {
    this.outcomes.add(seen.call)
    if (this.#waiting.push(seen) === 1) setImmediate(() => this.settled())
  }

  redaction(documents: readonly JsonObject[]): Redaction {
    return redactionOf(this.#key, documents)
  }

  settled(): this {
    const waiting = this.#waiting
    this.#waiting = []
    for (const seen of waiting) this.#tried(seen)
    return this
  }

  logs({ program, after = {} }: LogQuery): Awaited<ReturnType<Traffic['logs']>> {
    return this.#logs.get(program)?.after(after[this.replica] ?? 0) ?? { records: [], dropped: 0 }
  }

  follow(program: string, listener: Listener, after?: LogQuery['after']): () => void {
    if (after !== undefined) this.logs({ program, after }).records.forEach(listener)
    const listeners = this.#listeners.get(program) ?? new Set()
    this.#listeners.set(program, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(program) === listeners) this.#listeners.delete(program)
    }
  }

  /** What goes wrong with a recording is nothing to the hook that was called. */
  #tried(seen: SeenCall): void {
    try {
      this.#take(seen)
    } catch (error) {
      this.#options.failed?.(error)
    }
  }

  #take({ call, id, ts, lines }: SeenCall): void {
    const redaction = this.redaction([call.request, ...(call.response === undefined ? [] : [call.response])])
    if (call.hook !== 'customize') this.calls.add({ id, ...redacted(call, redaction) })
    const { program, revision, parent } = call
    for (const { level, source, message } of lines) {
      this.#line({ ts, level, program, revision, parent, requestId: id, source, message: redaction.text(message) })
    }
  }

  #line(line: Omit<LogRecord, 'id'>): void {
    const records = this.#ring(line.program).add(line, Date.parse(line.ts))
    if (records.length === 0) this.#options.droppedLines?.(line.program)
    for (const listener of this.#listeners.get(line.program) ?? []) records.forEach(listener)
  }

  #ring(program: string): LogRing {
    const ring = this.#logs.get(program) ?? new LogRing(this.replica, this.#options.logs)
    this.#logs.delete(program)
    this.#logs.set(program, ring)
    for (const oldest of this.#logs.keys()) {
      if (this.#logs.size <= programsOf(this.#options)) break
      this.#logs.delete(oldest)
    }
    return ring
  }
}

const redacted = (call: Omit<ProgramCall, 'id'>, { document, text }: Redaction): Omit<ProgramCall, 'id'> => ({
  ...call,
  request: document(call.request),
  ...(call.response === undefined ? {} : { response: document(call.response) }),
  ...(call.reason === undefined ? {} : { reason: { ...call.reason, message: text(call.reason.message) } }),
})
