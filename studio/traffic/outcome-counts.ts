import type { ProgramCall, RevisionOutcomes } from './traffic.ts'

/** So long calls are counted, in milliseconds. */
const keptMilliseconds = 300_000
/** Seconds of a program that are kept: more than there are in that time, for several revisions. */
const mostSeconds = 2000

/** Calls of one revision within one second. */
interface Second {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly revision: string
  calls: number
  failures: number
}

/** One for each revision. */
export const summed = (outcomes: readonly RevisionOutcomes[]): readonly RevisionOutcomes[] =>
  [...Map.groupBy(outcomes, ({ revision }) => revision)].map(([revision, all]) => ({
    revision,
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
    failures: all.reduce((sum, { failures }) => sum + failures, 0),
  }))

/** A program can be at fault for what it answers, not for an engine that is broken. */
const isHostsFault = ({ outcome, reason }: Omit<ProgramCall, 'id'>): boolean => outcome === 'refused' && reason?.code !== 'KH_PROGRAM_ANSWER_INVALID'

/** How the calls of the last five minutes ended. Rings of calls are too short to say so: they keep a few of each parent. */
export class OutcomeCounts {
  readonly #most: number
  readonly #programs = new Map<string, Second[]>()

  /** Of more programs those go that were silent longest. */
  constructor(most: number) {
    this.#most = most
  }

  /** Times are those that programs saw. Calls that no revision could answer say nothing about one. */
  add(call: Omit<ProgramCall, 'id'>): void {
    const { program, hook, revision, now, outcome } = call
    if (hook === 'customize' || revision === undefined || isHostsFault(call)) return
    const at = Math.floor(Date.parse(now) / 1000) * 1000
    const second = this.#second(program, at, revision)
    second.calls += 1
    if (outcome !== 'ok') second.failures += 1
  }

  /** Of every revision that was called since then, in milliseconds since 1970. */
  since(program: string, from: number): readonly RevisionOutcomes[] {
    const seconds = (this.#programs.get(program) ?? []).filter(({ at }) => at >= from)
    return summed(seconds)
  }

  #second(program: string, at: number, revision: string): Second {
    const seconds = this.#programs.get(program) ?? []
    this.#programs.delete(program)
    this.#programs.set(program, seconds)
    for (const oldest of this.#programs.keys()) if (this.#programs.size > this.#most) this.#programs.delete(oldest)
    const known = seconds.findLast((one) => one.at === at && one.revision === revision)
    if (known !== undefined) return known
    const second = { at, revision, calls: 0, failures: 0 }
    seconds.push(second)
    while (seconds.length > mostSeconds || (seconds[0]?.at ?? at) <= at - keptMilliseconds) seconds.shift()
    return second
  }
}
