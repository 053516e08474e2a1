import type { HookTrace } from '../engine/observer.ts'
import { timestamp } from '../kit/timestamp.ts'
import type { Settings } from '../kit/settings.ts'
import type { Controller } from '../kit/controller.ts'
import { NotInPlayground } from '../protocol/errors.ts'
import { isObject } from '../protocol/json.ts'
import { recordingOf } from '../recording/recording.ts'
import type { Recording } from '../recording/recording.ts'
import type { Sync } from './history.ts'
import { answerOf } from './sync-detail.ts'

interface Served {
  readonly controllers: readonly Controller[]
  /** Those that hooks have asked for. */
  readonly settings: Settings
}

/** The call of a hook in a pass, as `replay` reads it. Throws NotInPlayground when the hook was not called there. */
export const syncRecording = ({ id, calls }: Sync, hook: string, { settings, controllers }: Served): Recording => {
  const call = calls.find((made) => made.hook === hook)
  if (call === undefined) throw new NotInPlayground(`Hook ${hook} of sync ${id}`)
  return recordingOf({ controller: call.controller, hook: call.hook, now: timestamp(call.time), settings, request: call.request, ...responseOf(call) }, controllers)
}

/** An answer that was refused is none. */
const responseOf = (call: HookTrace): Pick<Recording, 'response'> => {
  const response = call.status === 200 ? answerOf(call) : undefined
  return isObject(response) ? { response } : {}
}
