import { checkOf } from '../../src/kit/check.ts'
import { RecordingInvalid } from '../../src/protocol/errors.ts'
import { isObject, parseJsonText } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { KubernetesObject } from '../../src/protocol/request.ts'
import { Type } from '../../src/protocol/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { ProgramCall } from '../traffic/traffic.ts'

const Fixture = Type.Object({
  hook: Type.Union([Type.Literal('sync'), Type.Literal('finalize')]),
  now: Type.String({ minLength: 1 }),
  request: Type.Object({ parent: KubernetesObject }),
  response: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})

const check = checkOf(Fixture)

/**
 * Reads a fixture: a call as the Studio keeps it, or a recording as the other commands write it. Throws RecordingInvalid
 * with the path of the field.
 */
export const readFixture = (text: string, { file, id, program }: { readonly file: string; readonly id: string; readonly program: string }): ProgramCall => {
  const value = parsed(text, file)
  if (!check.matches(value)) {
    const problem = isObject(value) ? check.problems(value, '')[0] : undefined
    throw new RecordingInvalid(file, problem?.path ?? 'the file', problem?.message ?? 'is no JSON object')
  }
  const { hook, now, request: { parent: { kind, metadata } } } = value
  const reference = { kind, name: metadata.name, namespace: metadata.namespace, uid: metadata.uid ?? '' }
  return {
    id, program, hook, now, revision: undefined, canary: false, parent: reference, outcome: 'ok', milliseconds: 0, memoryBytes: 0,
    request: trusted<ProgramCall['request']>(value.request),
    ...(value.response === undefined ? {} : { response: trusted<ProgramCall['request']>(value.response) }),
  }
}

const parsed = (text: string, file: string): JsonValue => {
  try {
    return parseJsonText(text)
  } catch (cause) {
    throw new RecordingInvalid(file, 'the file', cause instanceof Error ? cause.message : String(cause))
  }
}
