import { decide } from '../engine/apply.ts'
import { described } from '../engine/metadata.ts'
import { fieldChanges } from '../diff/field-change.ts'
import { methodAmong } from '../diff/method.ts'
import type { ObjectDiff } from '../diff/object-diff.ts'
import { identityOf, objectDiffs } from '../diff/object-diffs.ts'
import { shownChange } from '../diff/shown.ts'
import type { Controller } from '../kit/controller.ts'
import type { Child } from '../kit/kind.ts'
import { maskedDocument } from '../kit/mask.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
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
  const parent = trusted<KubernetesObject>(request['parent'] ?? request['object'])
  const observed = observedIn(request['children'] ?? request['attachments'])
  const response = maskedDocument(recording.response)
  const applied = (of: JsonObject): readonly JsonObject[] => childrenOf(of).map((child) => merged(child, observed, parent))
  return [...objectDiffs(applied(response), applied(answer), methodAmong([controller])), ...statusDiff(parent, response, answer)]
}

const childrenOf = (answer: JsonObject): readonly JsonObject[] => {
  const children = answer['children'] ?? answer['attachments']
  return Array.isArray(children) ? children.filter(isObject) : []
}

const observedIn = (groups: JsonValue | undefined): ReadonlyMap<string, KubernetesObject> => {
  const objects = Object.values(trusted<ObjectGroups>(groups ?? {})).flatMap((group) => Object.values(group))
  return new Map(objects.map((object) => [identityOf(trusted<JsonObject>(object)), object]))
}

/** The child as it would be stored; the update method says later what that takes. */
const merged = (child: JsonObject, observed: ReadonlyMap<string, KubernetesObject>, parent: KubernetesObject): JsonObject => {
  const placed = withNamespace(child, parent)
  const found = observed.get(identityOf(placed))
  const decision = decide({ observed: found, desired: trusted<Child>(placed), method: 'InPlace' }, parent)
  return trusted<JsonObject>(decision.action === 'create' || decision.action === 'update' ? decision.object : found ?? placed)
}

const withNamespace = (child: JsonObject, { metadata: { namespace } }: KubernetesObject): JsonObject => {
  const metadata = isObject(child['metadata']) ? child['metadata'] : {}
  return namespace === undefined || metadata['namespace'] !== undefined ? child : { ...child, metadata: { ...metadata, namespace } }
}

const statusDiff = (parent: KubernetesObject, before: JsonObject, after: JsonObject): readonly ObjectDiff[] => {
  const changes = fieldChanges(before['status'], after['status'], ['status']).map(shownChange)
  return changes.length === 0 ? [] : [{ object: described(parent), effect: 'inPlace', changes, reason: 'its status is another one' }]
}
