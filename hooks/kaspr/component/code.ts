import type { JsonValue } from '../../../src/kit/json.ts'
import { optional, struct, text } from '../../../src/kit/fields.ts'
import type { Static } from '../../../src/kit/schema.ts'

/** User code. It travels as text inside the definition file; the runtime compiles it. */
export const code = (description: string) => struct({
  entrypoint: optional(text('Name of the function inside `python` that is called.')),
  python: text('Python source text.'),
}, description)
export type Code = Static<ReturnType<typeof code>>

/** The runtime's form of user code. */
export const codeDefinition = (given: Code | undefined): JsonValue =>
  given === undefined ? null : { entrypoint: given.entrypoint ?? null, python: given.python }
