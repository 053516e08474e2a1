import type { JsonObject, JsonValue } from '../../../protocol/json.ts'
import { listOf, objectOf } from '../../json-fields.ts'
import { timestamp } from '../../../kit/timestamp.ts'

export interface Claim {
  readonly type: string
  readonly isTrue: boolean
  readonly reason: string
  readonly message: string
}

/** Conditions of a status with some of them claimed anew; others stay, and so does the time of those whose status stays. */
export const conditionsOf = (status: JsonObject, claims: readonly Claim[], now: number): readonly JsonObject[] => {
  const before = listOf(status['conditions']).map(objectOf)
  const made = claims.map((claim) => stamped(before.find(({ type }) => type === claim.type), claim, now))
  const types = [...new Set([...before, ...made].map(({ type }) => type))]
  const find = (among: readonly JsonObject[], type: JsonValue | undefined): JsonObject | undefined => among.find((condition) => condition['type'] === type)
  return types.flatMap((type): readonly JsonObject[] => {
    const condition = find(made, type) ?? find(before, type)
    return condition === undefined ? [] : [condition]
  })
}

const stamped = (before: JsonObject | undefined, { type, isTrue, reason, message }: Claim, now: number): JsonObject => {
  const status = isTrue ? 'True' : 'False'
  const lastTransitionTime = before?.['status'] === status ? before['lastTransitionTime'] ?? '' : timestamp(now)
  return { lastTransitionTime, message, reason, status, type }
}
