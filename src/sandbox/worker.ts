import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { trusted } from '../protocol/trusted.ts'
import { standingClock } from './clock.ts'
import { newEngine } from './engine.ts'
import type { Engine } from './engine.ts'
import type { SandboxCall } from './sandbox.ts'
import { compiled } from './wasm.ts'
import type { Compiled } from './wasm.ts'

/** What a thread is given. */
export interface WorkerData {
  /** The engine; it compiles its own when absent. */
  readonly code?: Compiled
  /** For somebody who stands still until there is an answer: where calls come from, and a number that grows with every message. */
  readonly waiting?: { readonly port: MessagePort; readonly bell: Int32Array }
}

/** What it says: about a call, that it takes the next one, or why it ends. */
export type Message = 'ready' | { readonly result: ReturnType<Engine['run']> } | { readonly failed: string }

/** What programs may use unless they ask for more. */
const usualMiB = 64

/**
 * Entry of a worker thread: takes one call at a time, and says when it is ready for the next. It sends `{result}` for a
 * call and then `ready`, because an engine that is spent is replaced in between.
 */
const main = async (): Promise<void> => {
  const { code: given, waiting } = trusted<WorkerData>(workerData)
  const port = waiting?.port ?? parentPort
  if (port === null) return
  const send = (message: Message): void => {
    port.postMessage(message)
    if (waiting === undefined) return
    Atomics.add(waiting.bell, 0, 1)
    Atomics.notify(waiting.bell, 0)
  }
  // Who stands still sees no thread end.
  if (waiting !== undefined) process.once('uncaughtExceptionMonitor', ({ message }) => { send({ failed: message }) })
  const code = given ?? await compiled()
  const clock = standingClock()
  let engine = await newEngine(code, usualMiB)
  port.on('message', async (call: SandboxCall) => {
    if (call.limits.memoryMiB > engine.memoryMiB) engine = await newEngine(code, call.limits.memoryMiB)
    send({ result: engine.run(call, clock.set) })
    if (engine.isSpent()) engine = await newEngine(code, engine.memoryMiB)
    send('ready')
  })
  send('ready')
}

await main()
