import { fieldChanges } from '../diff/field-change.ts'
import { methodAmong } from '../diff/method.ts'
import type { ObjectDiff } from '../diff/object-diff.ts'
import { objectDiffs } from '../diff/object-diffs.ts'
import { shownChange } from '../diff/shown.ts'
import { described } from '../engine/metadata.ts'
import type { Controller } from '../kit/controller.ts'
import { maskedDocument } from '../kit/mask.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { appliedChildren, parentOf } from './applied-children.ts'
import type { Recording } from './recording.ts'
import { answerAgain } from './replay.ts'

/**
 * What becomes of the children of a recorded parent when this build answers instead of the recorded one: both answers
 * are merged with the observed children, as Metacontroller would apply them. Nothing without a recorded answer.
 * Throws what `invoke` throws.
 */
export const recordingDiff = (recording: Recording, controller: Controller): readonly ObjectDiff[] => {
  const answer = answerAgain(recording, controller)
  if (recording.response === undefined || recording.hook === 'customize') return []
  const request = maskedDocument(recording.request)
  const response = maskedDocument(recording.response)
  const diffs = objectDiffs(appliedChildren(request, response), appliedChildren(request, answer), methodAmong([controller]))
  return [...diffs, ...statusDiff(parentOf(request), response, answer)]
}

const statusDiff = (parent: KubernetesObject, before: JsonObject, after: JsonObject): readonly ObjectDiff[] => {
  const changes = fieldChanges(before['status'], after['status'], ['status']).map(shownChange)
  return changes.length === 0 ? [] : [{ object: described(parent), effect: 'inPlace', changes, reason: 'its status is another one' }]
}
