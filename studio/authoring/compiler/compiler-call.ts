import type { Completion, Diagnostic, Hint } from '../authoring.ts'

interface Text {
  readonly source: string
  /** Generated `.d.ts`. */
  readonly types: string
}

/** What the worker is asked for. Offsets are UTF-16 units. */
export type CompilerCall =
  | Text & { readonly ask: 'check'; /** Whether the program is asked before a parent goes; unknown when absent. */ readonly finalize?: boolean | undefined }
  | Text & { readonly ask: 'complete' | 'hover'; readonly offset: number }
  | Text & { readonly ask: 'describe'; readonly offset: number; readonly label: string }

export interface CompilerAnswers {
  readonly check: readonly Diagnostic[]
  readonly complete: readonly Completion[]
  readonly describe: Completion | undefined
  readonly hover: Hint | undefined
}

/** What the worker says. */
export type CompilerAnswer = { readonly value: CompilerAnswers[CompilerCall['ask']] } | { readonly failure: string }
