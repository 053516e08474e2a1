import type { JsonObject } from '../../../src/kit/json.ts'

/** A user's map as the runtime wants it: keys untouched, numbers as text (Q3). */
export const textMapDefinition = (given: Readonly<Record<string, string | number>>): JsonObject =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]))
