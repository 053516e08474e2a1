import { parentPort, workerData } from 'node:worker_threads'
import { trusted } from '../protocol/trusted.ts'
import { standingClock } from './clock.ts'
import { newEngine } from './engine.ts'
import type { SandboxCall } from './sandbox.ts'
import type { Compiled } from './wasm.ts'

/** What programs may use unless they ask for more. */
const usualMiB = 64

/**
 * Entry of a worker thread: takes one call at a time, and says when it is ready for the next. Its data is the compiled
 * engine. It sends `{result}` for a call and then `ready`, because an engine that is spent is replaced in between.
 */
const main = async (): Promise<void> => {
  const port = parentPort
  if (port === null) return
  const code = trusted<Compiled>(workerData)
  const clock = standingClock()
  let engine = await newEngine(code, usualMiB)
  port.on('message', async (call: SandboxCall) => {
    if (call.limits.memoryMiB > engine.memoryMiB) engine = await newEngine(code, call.limits.memoryMiB)
    port.postMessage({ result: engine.run(call, clock.set) })
    if (engine.isSpent()) engine = await newEngine(code, engine.memoryMiB)
    port.postMessage('ready')
  })
  port.postMessage('ready')
}

await main()
