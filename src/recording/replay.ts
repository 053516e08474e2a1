import { answerChanges } from '../diff/answer-change.ts'
import { shownChange } from '../diff/shown.ts'
import type { ShownChange } from '../diff/shown.ts'
import { invoke } from '../guard/invoke.ts'
import { configured } from '../kit/configured.ts'
import type { Controller } from '../kit/controller.ts'
import { maskedDocument } from '../kit/mask.ts'
import { unknownSettings } from '../kit/secret-settings.ts'
import { RecordingInvalid, SettingMasked } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Recording } from './recording.ts'

/** What this build answers to a recorded request, beside what was answered then. */
export interface Replay {
  /** Name of the file. */
  readonly recording: string
  /** Without the values of Secrets; null when the hook failed. */
  readonly answer: JsonObject | null
  /** Null when no answer was recorded, or when a setting that was masked keeps this one from being asked. */
  readonly equal: boolean | null
  readonly differences: readonly ShownChange[]
  readonly error?: { readonly code: string; readonly message: string }
}

/** The controller that a recording speaks of. Throws RecordingInvalid. */
export const recordedController = (recording: Recording, file: string, controllers: readonly Controller[]): Controller => {
  const controller = configured(controllers, recording.settings).find(({ name }) => name === recording.controller)
  if (controller !== undefined) return controller
  throw new RecordingInvalid(file, 'controller', `there is none named ${recording.controller}; there are ${controllers.map(({ name }) => name).join(', ')}`)
}

/** The answer of this build, without the values of Secrets. Throws SettingMasked, and what `invoke` throws. */
export const answerAgain = ({ hook, request, now, settings }: Recording, controller: Controller): JsonObject => {
  const [unknown] = unknownSettings(settings, controller)
  if (unknown !== undefined) throw new SettingMasked(unknown, unknown)
  return maskedDocument(invoke(controller, hook, { request, context: { now, settings } }).body)
}

/** Calls the hook of a recording again. A hook that fails is a result too. Throws RecordingInvalid for an unknown controller. */
export const replay = (recording: Recording, file: string, controllers: readonly Controller[]): Replay => {
  const controller = recordedController(recording, file, controllers)
  try {
    return compared(recording, file, answerAgain(recording, controller))
  } catch (cause) {
    return { recording: file, answer: null, equal: cause instanceof SettingMasked ? null : false, differences: [], error: codedError(cause) }
  }
}

const compared = ({ response }: Recording, file: string, answer: JsonObject): Replay => {
  if (response === undefined) return { recording: file, answer, equal: null, differences: [] }
  const differences = answerChanges(maskedDocument(response), answer).map(shownChange)
  return { recording: file, answer, equal: differences.length === 0, differences }
}

/** Code and words of an error. */
export const codedError = (cause: unknown): { readonly code: string; readonly message: string } => {
  if (!(cause instanceof Error)) return { code: 'KH_UNKNOWN', message: String(cause) }
  return { code: 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name, message: cause.message }
}
