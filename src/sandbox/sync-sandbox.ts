import { performance } from 'node:perf_hooks'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort, Worker } from 'node:worker_threads'
import { trusted } from '../protocol/trusted.ts'
import { killed, outOfTime } from './ending.ts'
import type { Ending } from './ending.ts'
import type { SandboxCall, SandboxResult } from './sandbox.ts'
import { newWorker, patience, withoutUse } from './thread.ts'
import type { Message } from './worker.ts'

/**
 * One thread for callers that must have the answer before anything else happens, such as a simulation whose clock would
 * run on meanwhile. The whole process stands still during a call: not for services.
 */
export interface SyncSandbox {
  /** Never throws for what the code does, and takes no longer than twice the call's deadline. */
  readonly run: (call: SandboxCall) => SandboxResult
  readonly stop: () => Promise<void>
}

const why = (message: Message | undefined): string => message !== undefined && message !== 'ready' && 'failed' in message ? `: ${message.failed}` : ''

/** Longest time in which a thread starts, or replaces its engine after a call. */
const startMs = 30_000

/** The thread is started by the first call. */
export const syncSandbox = (): SyncSandbox => {
  let thread: WaitedThread | undefined
  const ended: Promise<unknown>[] = []
  const end = (): void => {
    if (thread !== undefined) ended.push(thread.stop())
    thread = undefined
  }
  return {
    run: (call) => {
      thread ??= new WaitedThread()
      const result = thread.run(call)
      if (thread.isBroken) end()
      return result
    },
    stop: async () => {
      end()
      await Promise.all(ended)
    },
  }
}

/** A thread whose answers are waited for on the spot. */
class WaitedThread {
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #bell = new Int32Array(new SharedArrayBuffer(4))
  #isReady = false
  /** It is not to be used any more. */
  isBroken = false

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#worker = newWorker({ waiting: { port: port2, bell: this.#bell } })
    // It has told already.
    this.#worker.on('error', () => undefined)
  }

  run(call: SandboxCall): SandboxResult {
    const began = performance.now()
    const start = this.#isReady ? 'ready' : this.#next(startMs)
    if (start !== 'ready') return this.#broken(killed('crash', `The thread of the program did not start${why(start)}`))
    this.#isReady = true
    const waited = performance.now() - began
    this.#port.postMessage(call)
    const answer = this.#next(call.limits.timeoutMs * patience)
    if (answer === undefined) return this.#broken(outOfTime(call.limits))
    if (answer === 'ready' || !('result' in answer)) return this.#broken(killed('crash', `The thread of the program ended before its answer${why(answer)}`))
    // The engine may have to be replaced first.
    this.isBroken = this.#next(startMs) !== 'ready'
    return { ...answer.result, waited }
  }

  async stop(): Promise<void> {
    this.#port.close()
    await this.#worker.terminate()
  }

  #broken(ending: Ending): SandboxResult {
    this.isBroken = true
    return withoutUse(ending)
  }

  /** The next message; undefined when it does not come in time. */
  #next(milliseconds: number): Message | undefined {
    const end = performance.now() + milliseconds
    for (;;) {
      const seen = Atomics.load(this.#bell, 0)
      const received = receiveMessageOnPort(this.#port)
      if (received !== undefined) return trusted<{ message: Message }>(received).message
      const left = end - performance.now()
      if (left <= 0) return undefined
      Atomics.wait(this.#bell, 0, seen, left)
    }
  }
}
