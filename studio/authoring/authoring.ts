import type { HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import type { JsonObject } from '../../src/protocol/json.ts'

/** A program and the CRDs of its kinds: what types are made from. */
export interface Typed {
  readonly spec: HookProgramSpec
  /** CustomResourceDefinitions as far as they are known, by `<plural>.<group>`. */
  readonly definitions: ReadonlyMap<string, JsonObject>
}

export interface Diagnostic {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly severity: 'error' | 'warning'
  /** `TS2345`, or a code of our own. */
  readonly code: string
  readonly message: string
}

export interface Completion {
  readonly label: string
  readonly kind: string
  readonly detail?: string
  readonly documentation?: string
  /** What is written instead of the label. */
  readonly insert?: string
  /** Offset from which it is written; the word before the cursor when absent. */
  readonly from?: number
}
export interface Hint { readonly text: string; readonly documentation?: string; readonly from: number; readonly to: number }

/**
 * TypeScript's language service in a worker with limits; one for everybody. Offsets are UTF-16 units. What a source costs
 * is told as a diagnostic, never thrown: AuthoringBusy and AuthoringStopped are all that is.
 */
export interface Authoring {
  /** Errors first, in the order of the text. `types` is the text of the generated `.d.ts`; `finalize` is that of the program's spec. */
  readonly check: (source: string, types: string, program?: { readonly finalize: boolean }) => Promise<readonly Diagnostic[]>
  readonly complete: (source: string, types: string, offset: number) => Promise<readonly Completion[]>
  /** Type and documentation of a completion at that offset: `complete` leaves them out, because they cost a look-up each. */
  readonly describe: (source: string, types: string, at: { readonly offset: number; readonly label: string }) => Promise<Completion | undefined>
  readonly hover: (source: string, types: string, offset: number) => Promise<Hint | undefined>
  readonly stop: () => Promise<void>
}
