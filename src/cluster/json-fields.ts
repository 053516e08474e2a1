import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** An object, empty where there is none. */
export const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

/** A list, empty where there is none. */
export const listOf = (value: JsonValue | undefined): readonly JsonValue[] => Array.isArray(value) ? value : []

export const specOf = (object: JsonObject): JsonObject => objectOf(object['spec'])
export const statusOf = (object: JsonObject): JsonObject => objectOf(object['status'])

export const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)))

type Given = { readonly [key: string]: JsonValue | undefined }

/** The fields that are there. */
export const present = (fields: Given): JsonObject =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => value === undefined ? [] : [[key, value]]))

/** The fields that are there and not 0: how Go writes counts of a status. */
export const counted = (fields: Readonly<Record<string, number>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, count]) => count !== 0))
