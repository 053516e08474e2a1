import { startThread } from './thread.ts'
import { compiled } from './wasm.ts'
import type { Compiled } from './wasm.ts'
import type { Thread } from './thread.ts'

/** So many threads, each replaced when it ends. */
export interface Staff {
  /** A thread that is ready; it is busy until it says so again. */
  readonly take: () => Thread | undefined
  readonly idle: () => number
  readonly busy: () => number
  readonly stop: () => Promise<void>
}

/** Before a thread is tried again that ended before it was ready. */
const restartMs = 1000

/** `ready` is called whenever a thread is free. */
export const newStaff = (size: number, ready: () => void): Staff => {
  const threads = new Set<Thread>()
  const free = new Set<Thread>()
  let isStopped = false
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
  void compiled().then((code) => Array.from({ length: size }, () => start(code)))
  const take = (): Thread | undefined => {
    const [thread] = free
    if (thread !== undefined) free.delete(thread)
    return thread
  }
  const stop = async (): Promise<void> => {
    isStopped = true
    await Promise.all([...threads].map((thread) => thread.stop()))
  }
  return { take, stop, idle: () => free.size, busy: () => threads.size - free.size }
}
