import { Worker } from 'node:worker_threads'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { CompilerAnswer, CompilerCall } from './compiler-call.ts'

/** What a call to the compiler may use. */
export interface CompilerLimits {
  readonly milliseconds: number
  readonly memoryMiB: number
}

/** The compiler in a thread that is replaced when a call breaks its limits. One call at a time. */
export interface Compiler {
  readonly ask: (call: CompilerCall) => Promise<CompilerAnswer>
  readonly stop: () => Promise<void>
}

export const compiler = (limits: CompilerLimits): Compiler => {
  let worker: Worker | undefined
  const stop = async (): Promise<void> => {
    const old = worker
    worker = undefined
    await old?.terminate()
  }
  return {
    ask: async (call) => {
      worker ??= started(limits)
      const answer = await answered(worker, call, limits)
      if (!('value' in answer)) await stop()
      return answer
    },
    stop,
  }
}

/** The thread sees nothing of the process's environment, and does not keep the process alive. */
const started = ({ memoryMiB }: CompilerLimits): Worker => {
  const worker = new Worker(new URL('./compiler-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMiB }, env: {}, execArgv: ['--no-warnings'] })
  worker.unref()
  // A thread that ends between two calls is noticed by the next one.
  worker.on('error', () => undefined)
  return worker
}

const answered = (worker: Worker, call: CompilerCall, { milliseconds, memoryMiB }: CompilerLimits): Promise<CompilerAnswer> => new Promise((resolve) => {
  const timer = setTimeout(() => { end({ failure: `The compiler was stopped after ${milliseconds / 1000} s` }) }, milliseconds)
  const onMessage = (message: unknown): void => { end(trusted<CompilerAnswer>(message)) }
  const onExit = (): void => { end({ failure: `The compiler was stopped: it needed more than ${memoryMiB} MiB, or failed` }) }
  const end = (answer: CompilerAnswer): void => {
    clearTimeout(timer)
    worker.off('message', onMessage).off('exit', onExit)
    resolve(answer)
  }
  worker.on('message', onMessage).on('exit', onExit)
  worker.postMessage(call)
})
