import { Buffer } from 'node:buffer'
import { performance } from 'node:perf_hooks'
import { endingOf, killed, outOfMemory, outOfStack, outOfTime } from './ending.ts'
import { k8sModule, k8sModuleName } from './k8s-module.ts'
import { newLog } from './log.ts'
import { piecesOf } from './pieces.ts'
import { prelude } from './prelude.ts'
import { instance } from './wasm.ts'
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core'
import type { Ending } from './ending.ts'
import type { Log } from './log.ts'
import type { SandboxCall, SandboxResult } from './sandbox.ts'
import type { Memory } from './memory.ts'
import type { Compiled, Instance } from './wasm.ts'

/** One engine: an instance of QuickJS that every call finds exactly as it was made. */
export interface Engine {
  /** Never throws for what the code does. */
  readonly run: (call: SandboxCall, clock: (now: number) => void) => Omit<Extract<SandboxResult, { ok: true }>, 'waited'> | Omit<Extract<SandboxResult, { ok: false }>, 'waited'>
  /** It may not be used any more: it broke, or a call touched so much memory that the process would keep too much. */
  readonly isSpent: () => boolean
  /** The largest limit of memory that it can serve. */
  readonly memoryMiB: number
}

/** What only the call in work has. */
interface Current {
  deadline: number
  isLate: boolean
  refused: string | undefined
  log: Log
}

interface Parts {
  readonly runtime: QuickJSRuntime
  readonly context: QuickJSContext
  readonly invoke: QuickJSHandle
  readonly failed: QuickJSHandle
  readonly current: Current
  readonly memory: Memory
  readonly restore: () => void
}

/** For saying what happened when the program left nothing. */
const tellingMiB = 4

const spentBytes = 32 * 1024 * 1024

export const newEngine = async (code: Compiled, memoryMiB: number): Promise<Engine> => {
  const parts = partsOf(await instance(code, (memoryMiB + tellingMiB) * 1024 * 1024))
  let isSpent = false
  return {
    memoryMiB,
    isSpent: () => isSpent,
    run: (call, clock) => {
      const began = performance.now()
      clock(Date.parse(call.now))
      const log = newLog()
      Object.assign(parts.current, { deadline: began + call.limits.timeoutMs, isLate: false, refused: undefined, log })
      let ending: Ending
      let used = 0
      try {
        ending = withMemory(endingIn(parts, call), parts, call)
        used = parts.memory.used()
        isSpent = used > spentBytes
      } catch (thrown) {
        // Nothing that a program throws gets here: the engine itself was torn down in the middle of its work.
        isSpent = true
        ending = thrown instanceof RangeError ? outOfStack(call.limits) : killed('crash', 'The engine broke')
      }
      if (!isSpent) parts.restore()
      return { ...ending, ...log.kept(), milliseconds: performance.now() - began, memoryBytes: used }
    },
  }
}

const partsOf = ({ module, memory }: Instance): Parts => {
  const current: Current = { deadline: Infinity, isLate: false, refused: undefined, log: newLog() }
  const runtime = module.newRuntime({
    interruptHandler: () => {
      current.isLate ||= performance.now() > current.deadline
      return current.isLate
    },
    moduleLoader: (name) => {
      if (name === k8sModuleName) return k8sModule
      current.refused = name
      return { error: new TypeError(`Only ${k8sModuleName} can be imported, not ${name}`) }
    },
  })
  const context = runtime.newContext()
  const made = context.unwrapResult(context.evalCode(prelude, 'prelude', { type: 'global' }))
  const log = context.newFunction('log', (level, message) => current.log.write(context.getString(level), context.getString(message)))
  const invoke = context.unwrapResult(context.callFunction(context.getProp(made, 'call'), context.undefined, log))
  const failed = context.getProp(made, 'failedAtTop')
  return { runtime, context, invoke, failed, current, memory, restore: memory.image() }
}

const endingIn = (parts: Parts, call: SandboxCall): Ending => {
  const { limits } = call
  if (Buffer.byteLength(call.request) > limits.inputKiB * 1024) return killed('input', `The request is larger than ${limits.inputKiB} KiB`)
  parts.memory.limit(limits.memoryMiB * 1024 * 1024)
  // The engine would count blocks; this only refuses single ones of that size at once.
  parts.runtime.setMemoryLimit(limits.memoryMiB * 1024 * 1024)
  parts.runtime.setMaxStackSize(limits.stackKiB * 1024)
  const { context, current } = parts
  const evaluated = context.evalCode(call.code, call.file, { type: 'module' })
  if (current.isLate) return outOfTime(limits)
  if (current.refused !== undefined) return killed('import', `Only ${k8sModuleName} can be imported, not ${current.refused}`)
  if (evaluated.error !== undefined) return failedIn(parts, call, evaluated.error)
  if (context.getPromiseState(evaluated.value).type === 'pending') return killed('promise', 'The program waits at its top level; hooks answer at once')
  return answerIn(parts, call, evaluated.value)
}

/** Out of memory the engine throws null when there is no room for an error. */
const withMemory = (ending: Ending, { memory }: Parts, { limits }: SandboxCall): Ending =>
  !ending.ok && ending.message === 'null' && memory.used() > limits.memoryMiB * 1024 * 1024 * 0.95 ? outOfMemory(limits) : ending

const answerIn = (parts: Parts, call: SandboxCall, names: QuickJSHandle): Ending => {
  const { context, current, invoke } = parts
  const { text, root } = piecesOf(call.request)
  const texts = [call.exported, call.file, call.now].map((given) => context.newString(given))
  const place = [root.list, root.from, root.to].map((at) => context.newNumber(at))
  const given = [names, ...texts, context.newNumber(call.limits.outputKiB * 1024), context.newString(text), ...place]
  const result = context.callFunction(invoke, context.undefined, ...given)
  if (current.isLate) return outOfTime(call.limits)
  if (result.error !== undefined) return failedIn(parts, call, result.error)
  return endingOf(context.getString(result.value), call.limits)
}

/** A failure that the prelude did not see: at the top level of the program, or of the prelude itself. */
const failedIn = (parts: Parts, call: SandboxCall, thrown: QuickJSHandle): Ending => {
  const { context, current, failed } = parts
  // Telling what happened may need memory that the program has used up.
  const { used, limit } = parts.memory
  const isFull = used() > call.limits.memoryMiB * 1024 * 1024 * 0.95
  limit((call.limits.memoryMiB + tellingMiB) * 1024 * 1024)
  if (isFull && context.typeof(thrown) === 'object' && context.dump(thrown) === null) return outOfMemory(call.limits)
  const said = context.callFunction(failed, context.undefined, context.newString(call.file), thrown)
  if (current.isLate) return outOfTime(call.limits)
  return said.error === undefined ? endingOf(context.getString(said.value), call.limits) : killed('exception', 'The program threw what cannot be shown')
}
