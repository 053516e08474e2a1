import { Buffer } from 'node:buffer'
import { trusted } from '../protocol/trusted.ts'
import type { Kill, SandboxLimits } from './sandbox.ts'

/** How a call ended, before anybody adds what it used. */
export type Ending =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly kill: Kill; readonly message: string; readonly stack?: string }

export const killed = (kill: Kill, message: string): Ending => ({ ok: false, kill, message })

export const outOfTime = ({ timeoutMs }: SandboxLimits): Ending => killed('timeout', `The program took longer than ${timeoutMs} ms`)
export const outOfMemory = ({ memoryMiB }: SandboxLimits): Ending => killed('memory', `The program needs more than ${memoryMiB} MiB`)
export const outOfStack = ({ stackKiB }: SandboxLimits): Ending => killed('stack', `The program's calls are nested too deep (stack of ${stackKiB} KiB)`)

/** Reads what the prelude gives back: `+` and JSON, or `-` and {kill, message, stack?}. */
export const endingOf = (text: string, limits: SandboxLimits): Ending => {
  if (text.startsWith('+')) return answered(text.slice(1), limits)
  const said = trusted<Extract<Ending, { ok: false }>>(JSON.parse(text.slice(1)))
  if (said.kill === 'memory') return outOfMemory(limits)
  return said.kill === 'stack' ? { ...said, ...outOfStack(limits) } : { ...said, ok: false }
}

const answered = (output: string, { outputKiB }: SandboxLimits): Ending =>
  Buffer.byteLength(output) > outputKiB * 1024 ? killed('output', `The answer is larger than ${outputKiB} KiB`) : { ok: true, output }
