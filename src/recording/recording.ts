import { checkOf } from '../kit/check.ts'
import type { Controller, HookName } from '../kit/controller.ts'
import { masked, maskedDocument } from '../kit/mask.ts'
import { maskedSettings } from '../kit/secret-settings.ts'
import type { Settings } from '../kit/settings.ts'
import { RecordingInvalid } from '../protocol/errors.ts'
import { isObject, parseJsonText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { Type } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'

/** One call of a hook with all that its answer depends on, and the answer when there was one. The shape of a recording file. */
export interface Recording {
  readonly controller: string
  readonly hook: HookName
  /** RFC 3339, UTC. */
  readonly now: string
  readonly settings: Settings
  readonly request: JsonObject
  readonly response?: JsonObject
}

const document = Type.Record(Type.String(), Type.Unknown())
const instant = String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`

const schema = checkOf(Type.Object({
  controller: Type.String({ minLength: 1 }),
  hook: Type.Union([Type.Literal('sync'), Type.Literal('finalize'), Type.Literal('customize')]),
  now: Type.String({ pattern: instant, problem: 'must be a time such as 2026-01-31T12:00:00Z' }),
  settings: Type.Record(Type.String(), Type.String()),
  request: document,
  response: Type.Optional(document),
}))

/**
 * The recording of a call, without the values of Secrets and of the settings that its controllers call secret. The caller
 * hands in only those settings that the hook read: the others may be anybody's secrets.
 */
export const recordingOf = ({ controller, hook, now, settings, request, response }: Recording, controllers: readonly Controller[]): Recording => ({
  controller,
  hook,
  now,
  settings: maskedSettings(settings, controllers),
  request: maskedDocument(request),
  ...(response === undefined ? {} : { response: maskedDocument(response) }),
})

/** The recording with the settings that were masked when it was written, as far as somebody gives them now. */
export const withSettings = (recording: Recording, given: Settings): Recording =>
  ({ ...recording, settings: Object.fromEntries(Object.entries(recording.settings).map(([name, value]) => [name, value === masked ? given[name] ?? value : value])) })

/** Reads the text of a recording file; `file` is its name for errors. Throws RecordingInvalid with the path of the field. */
export const readRecording = (text: string, file: string): Recording => {
  const value = parsed(text, file)
  if (!isObject(value)) throw new RecordingInvalid(file, 'the file', 'is no JSON object')
  const problem = schema.problems(value, '')[0]
  if (problem !== undefined) throw new RecordingInvalid(file, problem.path, problem.message)
  return trusted<Recording>(value)
}

const parsed = (text: string, file: string): JsonValue => {
  try {
    return parseJsonText(text)
  } catch (cause) {
    throw new RecordingInvalid(file, 'the file', cause instanceof Error ? cause.message : String(cause))
  }
}
