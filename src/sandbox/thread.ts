import { Worker } from 'node:worker_threads'
import { killed, outOfTime } from './ending.ts'
import { trusted } from '../protocol/trusted.ts'
import type { Ending } from './ending.ts'
import type { SandboxCall, SandboxResult } from './sandbox.ts'
import type { Compiled } from './wasm.ts'
import type { WorkerData } from './worker.ts'

export type Done = (result: SandboxResult) => void

/** A worker thread that does one call at a time. */
export interface Thread {
  /** Calls back exactly once, by twice the call's deadline whatever the code does; milliseconds that it `waited` count. Only while ready. */
  readonly run: (call: SandboxCall, waited: number, done: Done) => void
  readonly stop: () => Promise<void>
}

interface Events {
  readonly ready: () => void
  /** The thread ended, asked or not; it was ready before, or never. */
  readonly gone: (wasReady: boolean) => void
}

/** What the first line of defence (the engine's own interrupts) may take before the second one ends the thread, in deadlines. */
export const patience = 1.9
/** What it gets at least, however long the call had to wait. */
const leastPatience = 1.1

export const startThread = (code: Compiled, events: Events): Thread => {
  const worker = newWorker({ code })
  let finish: ((result: SandboxResult) => void) | undefined
  let wasReady = false
  const settle = (result: SandboxResult): void => {
    finish?.(result)
    finish = undefined
    worker.unref()
  }
  worker.on('message', (message: unknown) => {
    if (message !== 'ready') return settle(trusted<{ result: SandboxResult }>(message).result)
    wasReady = true
    events.ready()
  })
  // The exit that follows says the same; without a listener the process would end.
  worker.on('error', () => undefined)
  worker.on('exit', () => {
    settle(withoutUse(killed('crash', 'The thread of the program ended before its answer')))
    events.gone(wasReady)
  })
  const run = (call: SandboxCall, waited: number, done: Done): void => {
    const timer = setTimeout(() => {
      settle(withoutUse(outOfTime(call.limits)))
      void worker.terminate()
    }, Math.max(call.limits.timeoutMs * leastPatience, call.limits.timeoutMs * patience - waited))
    finish = (result) => {
      clearTimeout(timer)
      done(result)
    }
    worker.ref()
    worker.postMessage(call)
  }
  const stop = async (): Promise<void> => {
    await worker.terminate()
  }
  return { run, stop }
}

/** A result of a call that told nothing about what it used. */
export const withoutUse = (ending: Ending): SandboxResult => ({ ...ending, logs: [], droppedLogs: 0, milliseconds: 0, memoryBytes: 0, waited: 0 })

/** A thread with nothing of this process but its data. It keeps the process alive only where somebody says so. */
export const newWorker = (data: WorkerData): Worker => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    transferList: data.waiting === undefined ? [] : [data.waiting.port],
    name: 'sandbox',
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    // Strings on their way in and out; what programs allocate is the engine's memory and not counted here. The stack
    // must hold what the engine's own limit allows.
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32, stackSizeMb: 16 },
  })
  // Nobody reads what the engine's glue prints when it breaks.
  worker.stdout.resume()
  worker.stderr.resume()
  worker.unref()
  return worker
}
