import type { Operation } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { MemberSet } from './member-set.ts'
import { nextStep } from './operation-step.ts'
import type { Step, StepInput } from './operation-step.ts'
import { timestamp } from '../src/kit/timestamp.ts'
import type { ActionParts } from './operations/action.ts'
import { actions } from './operations/actions.ts'
import { failedBy } from './operations/result.ts'
import type { Result } from './operations/result.ts'
import { inWorkOf, operationKey, withOutcome } from './outcomes.ts'
import type { Ending } from './outcomes.ts'
import type { SetRecord } from './set-record.ts'

export interface RunnerParts extends ActionParts {
  /** Name of this process: nobody else ever has it. */
  readonly identity: string
  readonly onEnding: (set: MemberSet, operation: Operation, ending: Ending) => void
}

/** Endings that are remembered of one set. */
const mostRemembered = 100

/**
 * Carries out the operations of one set, one after the other, each of them at most once: it is begun by a write that only
 * one process can make, and what was begun is never done again by anybody.
 */
export class OperationRunner {
  readonly #record: SetRecord
  readonly #parts: RunnerParts
  readonly #acted = new Set<string>()
  readonly #endings = new Map<string, Ending>()
  #isStopped = false

  constructor(record: SetRecord, parts: RunnerParts) {
    this.#record = record
    this.#parts = parts
  }

  /** Nothing is begun any more; what is in work comes to its end. */
  stop(): void {
    this.#isStopped = true
  }

  /** Goes on until nothing is left to do. Rejects when the API server does: then it can be called again. */
  async run(): Promise<void> {
    for (let step = this.#next(); step !== undefined && this.#may(step); step = this.#next()) {
      try {
        if (!await this.#take(step)) return
      } catch (error) {
        // The answer may be all that got lost: what is stored decides what comes next.
        await this.#record.refresh().catch(() => false)
        throw error
      }
    }
  }

  /** What was begun is brought to its end even by a process that is to stop. */
  #may({ type }: Step): boolean {
    return !this.#isStopped || type === 'act' || type === 'end'
  }

  #input(): StepInput {
    const { identity, clock } = this.#parts
    return { identity, now: clock.now(), memory: { acted: this.#acted, endings: this.#endings } }
  }

  #next(): Step | undefined {
    return nextStep(this.#record.latest, this.#input())
  }

  /** Gives false when it came to nothing, such as when the set is gone. */
  async #take(step: Step): Promise<boolean> {
    switch (step.type) {
      case 'begin': return this.#begin(step)
      case 'act': return this.#act(step)
      case 'settle': return this.#settle(step)
      case 'end': return this.#end(step)
    }
  }

  /** A step is only taken while the set, as it is stored at that moment, still asks for it. */
  #stillDue(step: Step): boolean {
    const due = this.#next()
    return due?.type === step.type && operationKey(due.operation) === operationKey(step.operation)
  }

  async #begin(step: Step): Promise<boolean> {
    const startedAt = timestamp(this.#parts.clock.now())
    const { id } = step.operation
    this.#forget(operationKey(step.operation))
    const isWritten = await this.#record.change((set) => this.#stillDue(step)
      ? withOutcome(set, { id, state: 'Running', attempts: 1, startedAt, message: inWorkOf(this.#parts.identity) })
      : undefined)
    return isWritten || !this.#stillDue(step)
  }

  async #act({ operation }: Step): Promise<boolean> {
    const key = operationKey(operation)
    this.#acted.add(key)
    const result = await actions[operation.type].act(this.#parts, { set: this.#record.latest, operation }).catch(failedBy)
    this.#remember(key, this.#ending(result))
    return true
  }

  async #settle(step: Step): Promise<boolean> {
    const { operation } = step
    const result = await actions[operation.type].settle(this.#parts, { set: this.#record.latest, operation })
    return this.#write(step, this.#ending(result))
  }

  #end(step: Extract<Step, { readonly type: 'end' }>): Promise<boolean> {
    return this.#write(step, step.ending)
  }

  async #write(step: Step, ending: Ending): Promise<boolean> {
    const { id } = step.operation
    const isWritten = await this.#record.change((set) => {
      if (!this.#stillDue(step)) return undefined
      const { attempts = 1, startedAt = ending.finishedAt } = set.status.operations?.find((one) => one.id === id) ?? {}
      return withOutcome(set, { id, attempts, startedAt, ...ending })
    })
    if (isWritten) this.#parts.onEnding(this.#record.latest, step.operation, ending)
    return isWritten || !this.#stillDue(step)
  }

  #ending({ state, message }: Result): Ending {
    return { state, message, finishedAt: timestamp(this.#parts.clock.now()) }
  }

  #remember(key: string, ending: Ending): void {
    this.#endings.set(key, ending)
    const [oldest] = this.#endings.keys()
    if (this.#endings.size > mostRemembered && oldest !== undefined) this.#forget(oldest)
  }

  #forget(key: string): void {
    this.#endings.delete(key)
    this.#acted.delete(key)
  }
}
