import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { killed } from './ending.ts'
import { newPatience } from './patience.ts'
import { newQueue } from './queue.ts'
import { newStaff } from './staff.ts'
import { withoutUse } from './thread.ts'
import { compiled } from './wasm.ts'
import type { Compiled } from './wasm.ts'
import { newTurns } from './turns.ts'
import type { SandboxCall, SandboxResult, Sandboxes } from './sandbox.ts'
import type { Thread } from './thread.ts'
import type { Turns } from './turns.ts'

export interface SandboxesOptions {
  /** Threads; absent: one a core. */
  readonly workers?: number
  /** Calls of one program that may wait, four times as many in all; absent: 32 a thread. */
  readonly queue?: number
  /** Milliseconds that a call may wait for a thread; absent: 5000. A program that runs into its deadline waits for less than that deadline. */
  readonly waitMs?: number
  /** Compiles the engine; absent: QuickJS. */
  readonly compile?: () => Promise<Compiled>
}

interface Job {
  readonly call: SandboxCall
  readonly since: number
  /** Ends the call; only the first time counts. */
  readonly done: (result: SandboxResult) => void
  /** Ends it, too: the engine is broken, which nobody's code has to do with. */
  readonly fail: (problem: Error) => void
}

/** Starts the threads; they keep no process alive by themselves. */
export const createSandboxes = (options: SandboxesOptions = {}): Sandboxes => {
  const { workers = availableParallelism(), waitMs = 5000, compile = compiled } = options
  const queue = newQueue<Job>(options.queue ?? workers * 32)
  const turns = newTurns(workers)
  let isStopped = false
  const patience = newPatience(waitMs, turns)
  const next = (): void => {
    for (const job of queue.sweep(patience.isOver)) refuse(job, 'No thread was free in time')
    while (staff.idle() > 0) {
      const job = queue.take(turns.mayRun)
      const thread = job === undefined ? undefined : staff.take()
      if (job === undefined || thread === undefined) return
      begin(thread, job, { turns, next })
    }
  }
  const empty = (end: (job: Job) => void): void => {
    for (let job = queue.take(() => true); job !== undefined; job = queue.take(() => true)) end(job)
  }
  const ready = (): void => {
    if (patience.begin()) later(next, waitMs)
    next()
  }
  const staff = newStaff(workers, { compile, ready, failed: (problem) => { empty(({ fail }) => { fail(problem) }) } })
  const run = (call: SandboxCall): Promise<SandboxResult> =>
    new Promise((resolve, reject) => {
      const job: Job = { call, since: performance.now(), done: resolve, fail: reject }
      const problem = staff.problem()
      if (problem !== undefined) reject(problem)
      else if (isStopped) refuse(job, 'The sandbox is about to stop')
      else if (!queue.add(call.codeDigest, job)) refuse(job, 'Too many calls wait already')
      else for (const wait of patience.looks(job)) later(next, wait)
      next()
    })
  const stop = async (): Promise<void> => {
    isStopped = true
    empty((job) => { refuse(job, 'The sandbox is about to stop') })
    await staff.stop()
  }
  return { run, stop, load: () => ({ workers, busy: staff.busy(), queued: queue.size() }) }
}

const later = (look: () => void, milliseconds: number): void => {
  setTimeout(look, milliseconds + 1).unref()
}

const begin = (thread: Thread, { call, since, done }: Job, { turns, next }: { readonly turns: Turns; readonly next: () => void }): void => {
  const waited = performance.now() - since
  turns.began(call.codeDigest)
  thread.run(call, waited, (result) => {
    turns.ended(call.codeDigest, result)
    done({ ...result, waited })
    next()
  })
}

const refuse = ({ since, done }: Job, message: string): void => done({ ...withoutUse(killed('overloaded', message)), waited: performance.now() - since })
