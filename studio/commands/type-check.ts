import type { HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import type { Terminal } from '../../src/cli/command.ts'
import type { Diagnostic } from '../authoring/authoring.ts'
import { workerAuthoring } from '../authoring/worker-authoring.ts'

export interface TypeChecked {
  readonly diagnostics: readonly Diagnostic[]
  /** No errors; there may be warnings. */
  readonly isGood: boolean
}

/** Checks a source against the types of its program, with a compiler of its own. */
export const typeChecked = async (source: string, types: string, { finalize = false }: Pick<HookProgramSpec, 'finalize'>): Promise<TypeChecked> => {
  const authoring = workerAuthoring()
  try {
    const diagnostics = await authoring.check(source, types, { finalize })
    return { diagnostics, isGood: diagnostics.every(({ severity }) => severity !== 'error') }
  } finally {
    await authoring.stop()
  }
}

/** As compilers print them: `program.ts:3:14: error TS2322: …`. */
export const printDiagnostics = ({ err }: Terminal, file: string, diagnostics: readonly Diagnostic[]): void => {
  for (const { line, column, severity, code, message } of diagnostics) err(`${file}:${line}:${column}: ${severity} ${code}: ${message}\n`)
}
