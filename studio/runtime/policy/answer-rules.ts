import type { HookBundleSpec } from '../../../hooks/program/hookbundle/resource.ts'
import type { ProgramAnswer } from '../answer.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { structuralProblem } from './structural-problem.ts'

export interface AnswerSubject {
  readonly hook: 'sync' | 'finalize'
  readonly bundle: HookBundleSpec
}

/** A rule about a whole answer: what is wrong with it. */
export type AnswerRule = (answer: ProgramAnswer, subject: AnswerSubject) => string | undefined

const mostStatusBytes = 64 * 1024

/** Rules about answers as wholes; those about single children stand in forbidden-rules.ts and in the guard. */
export const answerRules: Readonly<Record<string, AnswerRule>> = {
  'children-count': ({ children }, { bundle: { limits } }) => children.length <= limits.children ? undefined : `${children.length} children, at most ${limits.children} are allowed`,
  // A live parent would lose its finalizer and get it back, for ever.
  'finalized-in-sync': ({ finalized }, { hook }) => hook === 'sync' && finalized === true ? 'only finalize may answer finalized' : undefined,
  'status-size': ({ status }) => {
    const bytes = Buffer.byteLength(JSON.stringify(status))
    return bytes <= mostStatusBytes ? undefined : `status has ${bytes} bytes, at most ${mostStatusBytes} are allowed`
  },
  'status-schema': ({ status }, { bundle: { statusSchema } }) => isObject(statusSchema) ? structuralProblem(withoutObserved(trusted<JsonObject>(status)), openObserved(statusSchema), 'status') : undefined,
}

/** Metacontroller writes this field itself, whatever a program says. */
const observed = 'observedGeneration'
const withoutObserved = (status: JsonObject): JsonObject => Object.fromEntries(Object.entries(status).filter(([key]) => key !== observed))
const openObserved = (schema: JsonObject): JsonObject => Array.isArray(schema['required']) ? { ...schema, required: schema['required'].filter((key) => key !== observed) } : schema
