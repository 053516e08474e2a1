import { groupKey } from '../../src/protocol/group-key.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'

/** Kinds of children that a program may make. */
export type AllowedKinds = readonly { readonly apiVersion: string; readonly kind: string }[]

/** A recorded request as it would come today: with a group for every kind that is allowed by now. */
export const withGroups = (request: JsonObject, allowed: AllowedKinds = []): JsonObject => {
  const recorded = isObject(request['children']) ? request['children'] : {}
  return { ...request, children: { ...recorded, ...Object.fromEntries(allowed.map(groupKey).filter((key) => !Object.hasOwn(recorded, key)).map((key) => [key, {}])) } }
}
