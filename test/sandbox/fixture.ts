import { sha256Hex } from '../../src/kit/hash.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { SandboxCall, SandboxLimits, SandboxResult, Sandboxes } from '../../src/sandbox/sandbox.ts'

/** The defaults, but a deadline that a machine with much else to do keeps, and that tests need not wait for long. */
export const limits: SandboxLimits = { timeoutMs: 1000, memoryMiB: 64, stackKiB: 512, inputKiB: 8192, outputKiB: 1024 }

export const now = '2026-01-02T03:04:05Z'

export const callOf = (code: string, more: Partial<SandboxCall> = {}): SandboxCall => ({
  code,
  codeDigest: sha256Hex(code),
  file: 'program.ts',
  exported: 'sync',
  request: '{}',
  now,
  limits,
  ...more,
})

/** A program whose hook has this body. */
export const body = (text: string, more: Partial<SandboxCall> = {}): SandboxCall =>
  callOf(`export const sync = (request, ctx) => {\n${text}\n}`, more)

/** What the hook gave back, or why it gave nothing. */
export const answer = (result: SandboxResult): unknown => (result.ok ? JSON.parse(result.output) : { kill: result.kill, message: result.message })

export const run = async (sandboxes: Sandboxes, text: string, more: Partial<SandboxCall> = {}): Promise<unknown> =>
  answer(await sandboxes.run(body(text, more)))

/** Why there is no answer; undefined if there is one. */
export const kill = async (sandboxes: Sandboxes, text: string, more: Partial<SandboxCall> = {}): Promise<string | undefined> => {
  const result = await sandboxes.run(body(text, more))
  return result.ok ? undefined : result.kill
}

/** Answers of these expressions, by expression. */
export const valuesOf = async (sandboxes: Sandboxes, expressions: readonly string[]): Promise<Record<string, unknown>> => {
  const text = expressions.map((expression) => `[${JSON.stringify(expression)}, (() => { try { return ${expression} } catch (error) { return error.name } })()]`)
  return trusted(await run(sandboxes, `return Object.fromEntries([${text.join(',\n')}])`))
}
