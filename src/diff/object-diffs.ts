import { groupOf } from '../kit/kind.ts'
import type { UpdateMethod } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { placeOf } from '../engine/object-table.ts'
import { objectDiff } from './object-diff.ts'
import type { ObjectDiff } from './object-diff.ts'

/** How an object is updated. */
export type MethodOf = (object: JsonObject) => UpdateMethod

/** What an object is, whatever its version. */
export const identityOf = (object: JsonObject): string => {
  const { apiVersion, kind, metadata } = trusted<KubernetesObject>(object)
  return `${kind}.${groupOf(apiVersion)} ${placeOf(metadata)}`
}

/** What becomes of every object of two sets; those that stay as they are are left out. */
export const objectDiffs = (before: readonly JsonObject[], after: readonly JsonObject[], methodOf: MethodOf): readonly ObjectDiff[] => {
  const [old, now] = [byIdentity(before), byIdentity(after)]
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((identity) => {
    const [left, right] = [old.get(identity), now.get(identity)]
    return objectDiff({ before: left, after: right, method: methodOf(right ?? left ?? {}) }) ?? []
  })
}

const byIdentity = (objects: readonly JsonObject[]): ReadonlyMap<string, JsonObject> =>
  new Map(objects.map((object) => [identityOf(object), object]))
