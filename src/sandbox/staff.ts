import { setTimeout as sleep } from 'node:timers/promises'
import { EngineBroken } from '../protocol/errors.ts'
import { startThread } from './thread.ts'
import type { Compiled } from './wasm.ts'
import type { Thread } from './thread.ts'

/** So many threads, each replaced when it ends. */
export interface Staff {
  /** A thread that is ready; it is busy until it says so again. */
  readonly take: () => Thread | undefined
  readonly idle: () => number
  readonly busy: () => number
  /** Why there is no thread and none is about to start, for now; EngineBroken. */
  readonly problem: () => Error | undefined
  readonly stop: () => Promise<void>
}

export interface StaffOptions {
  /** Compiles the engine of all threads. */
  readonly compile: () => Promise<Compiled>
  /** Is called whenever a thread is free. */
  readonly ready: () => void
  /** Is called when the engine could not be compiled; it is tried again. */
  readonly failed: (problem: Error) => void
}

/** Before a thread is tried again that ended before it was ready, and an engine that could not be compiled. */
const restartMs = 1000

export const newStaff = (size: number, { compile, ready, failed }: StaffOptions): Staff => {
  const threads = new Set<Thread>()
  const free = new Set<Thread>()
  let isStopped = false
  let problem: Error | undefined
  const start = (code: Compiled): void => {
    if (isStopped) return
    const thread = startThread(code, {
      ready: () => {
        free.add(thread)
        ready()
      },
      gone: (wasReady) => {
        threads.delete(thread)
        free.delete(thread)
        if (wasReady) start(code)
        else setTimeout(() => start(code), restartMs).unref()
      },
    })
    threads.add(thread)
  }
  void engineOf(compile, (broken) => {
    problem = broken
    failed(broken)
    return !isStopped
  }).then((code) => {
    problem = undefined
    for (let index = 0; code !== undefined && index < size; index += 1) start(code)
  })
  const take = (): Thread | undefined => {
    const [thread] = free
    if (thread !== undefined) free.delete(thread)
    return thread
  }
  const stop = async (): Promise<void> => {
    isStopped = true
    await Promise.all([...threads].map((thread) => thread.stop()))
  }
  return { take, stop, idle: () => free.size, busy: () => threads.size - free.size, problem: () => problem }
}

/** Tries until it is there, or nobody wants it any more: `goOn` is asked after every failure. */
const engineOf = async (compile: StaffOptions['compile'], goOn: (problem: Error) => boolean): Promise<Compiled | undefined> => {
  for (;;) {
    try {
      return await compile()
    } catch (cause) {
      if (!goOn(new EngineBroken(cause instanceof Error ? cause.message : String(cause)))) return undefined
      await sleep(restartMs, undefined, { ref: false })
    }
  }
}
