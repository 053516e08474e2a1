import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { merge } from './merge.ts'
import { uidOf } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import { equals } from './structural-equality.ts'

/**
 * Who manages which fields, as far as server-side apply needs it here: what each manager applied last, without what
 * somebody else has given another value since. Lists are told apart as dynamic apply does it, not by a schema, and a field
 * that two managers apply goes when one of them leaves it out.
 */
export class FieldManagers {
  /** By uid of the object, then by manager. */
  readonly #applied = new Map<string, Map<string, JsonObject>>()

  /** The stored object after a manager has applied some fields; it has to be told by `note` when it is stored. */
  applied(stored: StoredObject, manager: string, fields: JsonObject): StoredObject {
    const before = this.#applied.get(uidOf(stored))?.get(manager) ?? {}
    return trusted<StoredObject>(merge(stored, stillManaged(before, stored), fields))
  }

  note(stored: StoredObject, manager: string, fields: JsonObject): void {
    const managers = this.#applied.get(uidOf(stored)) ?? new Map<string, JsonObject>()
    this.#applied.set(uidOf(stored), managers.set(manager, fields))
  }

  forget(stored: StoredObject): void {
    this.#applied.delete(uidOf(stored))
  }
}

const isMap = (value: JsonValue | undefined): value is JsonObject => isObject(value) && !isRawNumber(value)

/** Whoever gives a field another value manages it from then on. */
const stillManaged = (applied: JsonObject, stored: JsonObject): JsonObject => {
  const kept = Object.entries(applied).flatMap(([key, value]): readonly (readonly [string, JsonValue])[] => {
    const now = Object.hasOwn(stored, key) ? stored[key] : undefined
    if (isMap(value) && isMap(now)) return [[key, stillManaged(value, now)]]
    return Array.isArray(value) || equals(value, now) ? [[key, value]] : []
  })
  return Object.fromEntries(kept)
}
