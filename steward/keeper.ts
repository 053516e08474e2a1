import type { KasprMemberSetStatus, ObservedMember } from '../hooks/kaspr/kasprmemberset/resource.ts'
import { sha256Hex } from '../src/kit/hash.ts'
import type { Complaints } from './complaints.ts'
import { placeOf } from './member-set.ts'
import type { MemberSet } from './member-set.ts'
import { OperationRunner } from './operation-runner.ts'
import type { RunnerParts } from './operation-runner.ts'
import { keptOutcomes } from './outcomes.ts'
import { pollRound } from './poll-round.ts'
import { isNews, reportOf } from './report.ts'
import type { Before, Report, Round } from './report.ts'
import { SetRecord } from './set-record.ts'

export interface KeeperParts extends RunnerParts {
  readonly complaints: Complaints
  /** Whether operations are carried out, or left to somebody else. */
  readonly operates: boolean
  /** Is told of every round. */
  readonly onReport: (set: MemberSet, before: readonly ObservedMember[], report: Report) => void
  readonly onWrite: (set: MemberSet) => void
}

const longestWait = 60_000

/** Keeps one member set up to date: a round after every period, and its operations as they come. */
export class Keeper {
  readonly #parts: KeeperParts
  readonly #record: SetRecord
  readonly #runner: OperationRunner
  readonly #ended = new AbortController()
  /** What the round before saw: the stored report at first. */
  #before: Before
  #slow: ReadonlySet<string> = new Set()
  #failures = { rounds: 0, operations: 0 }
  #cancelRound: () => void = () => {}
  #cancelOperations: () => void = () => {}
  #polling: Promise<void> = Promise.resolve()
  #operating: Promise<void> | undefined
  #isAsked = false

  constructor(set: MemberSet, parts: KeeperParts) {
    this.#parts = parts
    this.#record = new SetRecord(parts.store, set)
    this.#runner = new OperationRunner(this.#record, parts)
    this.#before = set.status
  }

  get set(): MemberSet {
    return this.#record.latest
  }

  /** Begins, with a round at once. */
  start(): void {
    this.#operate()
    this.#poll()
  }

  /** Takes what the watch told of the set. */
  offer(set: MemberSet): void {
    this.#record.offer(set)
    this.#operate()
  }

  /** Begins nothing more. Resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#ended.abort()
    this.#runner.stop()
    this.#cancelRound()
    this.#cancelOperations()
    await Promise.all([this.#polling, this.#operating])
  }

  get #isStopped(): boolean {
    return this.#ended.signal.aborted
  }

  #poll(): void {
    const began = this.#parts.clock.now()
    this.#polling = this.#round().then(() => {
      if (this.#isStopped) return
      this.#cancelRound = this.#parts.clock.after(this.#untilNextRound(began), () => { this.#poll() })
      this.#operate()
    })
  }

  async #round(): Promise<void> {
    const { latest } = this.#record
    if (latest.isDeleting) return
    const thing = `report on ${placeOf(latest)}`
    try {
      const round = await pollRound(this.#parts, latest, { signal: this.#ended.signal, slow: this.#slow })
      if (this.#isStopped) return
      await this.#report(latest, round)
      this.#parts.complaints.works(thing)
      this.#failures.rounds = 0
    } catch (error) {
      this.#parts.complaints.failed(thing, error)
      this.#failures.rounds += 1
    }
  }

  async #report(set: MemberSet, round: Round): Promise<void> {
    this.#slow = new Set([...round.answers].flatMap(([uid, answer]) => !answer.answered && answer.error === 'timeout' ? [uid] : []))
    const report = reportOf(round, this.#before)
    this.#parts.onReport(set, this.#before.members ?? [], report)
    this.#before = report
    if (await this.#record.change((stored) => statusOf(stored, report))) this.#parts.onWrite(set)
  }

  /**
   * Rounds of many sets are spread over their period; failing ones come less often. One that took longer than its period,
   * because a member was silent, is followed at once: what the others say must not be told half as often for that.
   */
  #untilNextRound(began: number): number {
    const { spec, uid } = this.set
    const period = spec.polling.periodSeconds * 1000
    const { rounds } = this.#failures
    if (rounds > 0) return Math.max(period, Math.min(longestWait, period * 2 ** Math.min(rounds, 6)))
    const phase = phaseOf(uid, period)
    const left = period - (began - phase) % period
    // A timer may come a moment too early: that was the round of this turn, not an extra one.
    const due = began + (left < period / 10 ? left + period : left)
    return Math.max(0, due - this.#parts.clock.now())
  }

  #operate(): void {
    if (!this.#parts.operates || this.#isStopped) return
    this.#isAsked = true
    this.#operating ??= this.#workOff().finally(() => { this.#operating = undefined })
  }

  async #workOff(): Promise<void> {
    const thing = `operations of ${placeOf(this.set)}`
    while (this.#isAsked) {
      this.#isAsked = false
      try {
        await this.#runner.run()
        this.#parts.complaints.works(thing)
        this.#failures.operations = 0
      } catch (error) {
        this.#parts.complaints.failed(thing, error)
        return this.#tryOperationsAgain()
      }
    }
  }

  #tryOperationsAgain(): void {
    this.#failures.operations += 1
    this.#cancelOperations()
    if (this.#isStopped) return
    this.#cancelOperations = this.#parts.clock.after(Math.min(longestWait, 500 * 2 ** Math.min(this.#failures.operations, 8)), () => { this.#operate() })
  }
}

/** The report on top of what is stored, when it says anything new. */
const statusOf = (stored: MemberSet, report: Report): KasprMemberSetStatus | undefined => {
  if (!isNews(stored.status, report, stored.spec.polling.heartbeatSeconds)) return undefined
  const operations = keptOutcomes(stored)
  return { ...report, ...(operations.length === 0 ? {} : { operations: [...operations] }) }
}

/**
 * When in its period a set is asked, in milliseconds. Never near the turn of a second: reports have their time in whole
 * seconds, and a timer that is late now and then would make the third round 29 seconds after the first, and so no strike.
 */
const phaseOf = (uid: string, period: number): number => {
  const spread = Number.parseInt(sha256Hex(uid).slice(0, 8), 16) % period
  return Math.floor(spread - spread % 1000 / 2) + 250
}
