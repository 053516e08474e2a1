import type { LogRecord } from './traffic.ts'

export interface LogLimits {
  /** Lines of a program that are kept. */
  readonly lines: number
  /** Lines of a program that are taken in within a second. */
  readonly eachSecond: number
  /** Characters of a line. */
  readonly characters: number
}

export const logLimits: LogLimits = { lines: 5000, eachSecond: 200, characters: 8192 }

/** A line before it has its number. */
export type NewLine = Omit<LogRecord, 'id'>

/** The newest lines of one program, numbered from 1. A number that is missing was never given. */
export class LogRing {
  readonly #replica: string
  readonly #limits: LogLimits
  readonly #lines: LogRecord[] = []
  #last = 0
  #second = 0
  #taken = 0
  #dropped = 0

  constructor(replica: string, limits: LogLimits = logLimits) {
    this.#replica = replica
    this.#limits = limits
  }

  /** Records that it became: none when there were too many this second, two when it also tells how many were dropped before. `at` is in milliseconds. */
  add(line: NewLine, at: number): readonly LogRecord[] {
    const second = Math.floor(at / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#taken = 0
    }
    if (this.#taken >= this.#limits.eachSecond) {
      this.#dropped += 1
      return []
    }
    return [...this.#toldDropped(line), this.#kept(line)]
  }

  /** Lines after a number, and how many of those fell out before they were read. */
  after(number: number): { readonly records: readonly LogRecord[]; readonly dropped: number } {
    // A number that was never given belongs to another life of the replica.
    const from = number > this.#last ? 0 : number
    const first = this.#last - this.#lines.length + 1
    return { records: this.#lines.slice(Math.max(0, from - first + 1)), dropped: from === 0 ? 0 : Math.max(0, first - from - 1) }
  }

  /** Number of the newest line. */
  get last(): number {
    return this.#last
  }

  #toldDropped(line: NewLine): readonly LogRecord[] {
    if (this.#dropped === 0) return []
    const message = `${this.#dropped} lines were dropped: more than ${this.#limits.eachSecond} a second`
    this.#dropped = 0
    return [this.#kept({ ...line, level: 'warn', source: 'host', parent: undefined, revision: undefined, message })]
  }

  #kept(line: NewLine): LogRecord {
    this.#last += 1
    this.#taken += 1
    const { characters } = this.#limits
    const message = line.message.length > characters ? `${line.message.slice(0, characters)}…` : line.message
    const record = { ...line, message, id: `${this.#replica}:${this.#last}` }
    this.#lines.push(record)
    if (this.#lines.length > this.#limits.lines) this.#lines.shift()
    return record
  }
}
