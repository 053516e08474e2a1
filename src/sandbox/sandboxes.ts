import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { killed } from './ending.ts'
import { newQueue } from './queue.ts'
import { newStaff } from './staff.ts'
import { withoutUse } from './thread.ts'
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
}

interface Job {
  readonly call: SandboxCall
  readonly since: number
  /** Ends the call; only the first time counts. */
  readonly done: (result: SandboxResult) => void
}

/** Starts the threads; they keep no process alive by themselves. */
export const createSandboxes = (options: SandboxesOptions = {}): Sandboxes => {
  const { workers = availableParallelism(), waitMs = 5000 } = options
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
  const staff = newStaff(workers, next)
  const run = (call: SandboxCall): Promise<SandboxResult> =>
    new Promise((resolve) => {
      const job: Job = { call, since: performance.now(), done: resolve }
      if (isStopped) refuse(job, 'The sandbox is about to stop')
      else if (!queue.add(call.codeDigest, job)) refuse(job, 'Too many calls wait already')
      else setTimeout(() => queue.remove(call.codeDigest, job) && refuse(job, 'No thread was free in time'), waitMs).unref()
      next()
    })
  const stop = async (): Promise<void> => {
    isStopped = true
    for (let job = queue.take(() => true); job !== undefined; job = queue.take(() => true)) refuse(job, 'The sandbox is about to stop')
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
