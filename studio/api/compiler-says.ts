import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import type { HookRevisionStatus } from '../../hooks/program/hookrevision/resource.ts'
import type { Diagnostic } from '../authoring/authoring.ts'
import type { Studio } from './studio.ts'

/** What the compiler says about a source, with the types of its program as they are now. Throws AuthoringBusy. */
export const compilerSays = async ({ authoring, types }: Pick<Studio, 'authoring' | 'types'>, program: HookProgram, source: string): Promise<readonly Diagnostic[]> =>
  authoring.check(source, (await types(program)).text, { finalize: program.spec.finalize === true })

const most = 100
const longest = 1000

/** The same as a revision keeps it; errors come first, so none is lost for a warning. */
export const keptDiagnostics = (diagnostics: readonly Diagnostic[]): NonNullable<HookRevisionStatus['diagnostics']> =>
  diagnostics.slice(0, most).map(({ line, column, severity, code, message }) => ({ line, column, severity, code, message: message.slice(0, longest) }))
