import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { killed } from './ending.ts'
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
  /** Milliseconds that a call may wait for a thread; absent: 5000. */
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
  const next = (): void => {
    while (staff.idle() > 0) {
      const job = queue.take(turns.mayRun)
      const thread = job === undefined ? undefined : staff.take()
      if (job === undefined || thread === undefined) return
      begin(thread, job, turns)
    }
  }
  const empty = (end: (job: Job) => void): void => {
    for (let job = queue.take(() => true); job !== undefined; job = queue.take(() => true)) end(job)
  }
  const staff = newStaff(workers, { compile, ready: next, failed: (problem) => { empty(({ fail }) => { fail(problem) }) } })
  const run = (call: SandboxCall): Promise<SandboxResult> =>
    new Promise((resolve, reject) => {
      const job: Job = { call, since: performance.now(), done: resolve, fail: reject }
      const problem = staff.problem()
      if (problem !== undefined) reject(problem)
      else if (isStopped) refuse(job, 'The sandbox is about to stop')
      else if (!queue.add(call.codeDigest, job)) refuse(job, 'Too many calls wait already')
      else setTimeout(() => queue.remove(call.codeDigest, job) && refuse(job, 'No thread was free in time'), waitMs).unref()
      next()
    })
  const stop = async (): Promise<void> => {
    isStopped = true
    empty((job) => { refuse(job, 'The sandbox is about to stop') })
    await staff.stop()
  }
  return { run, stop, load: () => ({ workers, busy: staff.busy(), queued: queue.size() }) }
}

const begin = (thread: Thread, { call, since, done }: Job, turns: Turns): void => {
  const waited = performance.now() - since
  turns.began(call.codeDigest)
  thread.run(call, (result) => {
    turns.ended(call.codeDigest, result)
    done({ ...result, waited })
  })
}

const refuse = ({ since, done }: Job, message: string): void => done({ ...withoutUse(killed('overloaded', message)), waited: performance.now() - since })
