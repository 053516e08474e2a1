import { checkOf } from '../../src/kit/check.ts'
import { CompositeAnswer } from '../../src/protocol/answer.ts'
import { isObject, parseJsonText } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { Type } from '../../src/protocol/schema.ts'
import type { Static } from '../../src/protocol/schema.ts'
import { ProgramAnswerInvalid } from '../errors.ts'

/** What a program answers: Metacontroller's answer, and whether an empty list of children is meant. */
const ProgramAnswer = Type.Object({
  ...CompositeAnswer.properties,
  childless: Type.Optional(Type.Boolean()),
}, { additionalProperties: false })
export type ProgramAnswer = Static<typeof ProgramAnswer>

const check = checkOf(ProgramAnswer)

/** Reads the text that came out of a sandbox. Throws ProgramAnswerInvalid with the path: what is missing is never taken as empty. */
export const programAnswer = (output: string): ProgramAnswer => {
  const value = parsed(output)
  if (check.matches(value)) return value
  const problem = isObject(value) ? check.problems(value, '')[0] : undefined
  throw new ProgramAnswerInvalid(problem?.path || 'the answer', problem?.message ?? 'is no object')
}

const parsed = (output: string): JsonValue => {
  try {
    return parseJsonText(output)
  } catch (cause) {
    throw new ProgramAnswerInvalid('the answer', cause instanceof Error ? cause.message : String(cause))
  }
}

/** Longer than that Metacontroller's own arithmetic overflows, and it would come back at once. */
const mostSeconds = 366 * 24 * 3600

/** Seconds until the next sync as they are sent: 0 for none, else at least 1. */
export const resyncSeconds = (asked: number): number => asked === 0 ? 0 : Math.min(mostSeconds, Math.max(1, asked))
