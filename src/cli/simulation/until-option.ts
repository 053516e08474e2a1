import { listOf, objectOf } from '../../cluster/json-fields.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { UsageInvalid } from '../../protocol/errors.ts'
import type { JsonObject } from '../../protocol/json.ts'

/** Something to wait for. */
export interface Awaited {
  /** As it was written. */
  readonly text: string
  readonly isTrue: (objects: readonly StoredObject[]) => boolean
  /** The objects of which it is not true yet, in words. */
  readonly open: (objects: readonly StoredObject[]) => readonly string[]
}

const shape = /^(?:([A-Za-z]+)\/([a-z0-9.-]+)=)?([A-Za-z]+)(?:=(True|False|Unknown))?$/

/**
 * Reads `Ready`, of all parents, or `kind/name=Ready`; `=False` or `=Unknown` behind it asks for another status than True.
 * `isParent` tells which objects are parents. Throws UsageInvalid.
 */
export const awaited = (text: string, isParent: (object: StoredObject) => boolean): Awaited => {
  const [match, kind, name, type = '', status = 'True'] = shape.exec(text) ?? []
  if (match === undefined) throw new UsageInvalid(`--until takes a condition such as Ready or kind/name=Ready, not ${text}`)
  const isMeant = (object: StoredObject): boolean =>
    kind === undefined ? isParent(object) : object.kind.toLowerCase() === kind.toLowerCase() && object.metadata.name === name
  const unmet = (objects: readonly StoredObject[]): readonly StoredObject[] => objects.filter((object) => isMeant(object) && statusOf(object, type)?.['status'] !== status)
  return {
    text,
    isTrue: (objects) => objects.some(isMeant) && unmet(objects).length === 0,
    open: (objects) => {
      if (!objects.some(isMeant)) return [kind === undefined ? 'there is no parent' : `${kind}/${name} does not exist`]
      return unmet(objects).map((object) => `${object.kind} ${object.metadata.name}: ${said(type, statusOf(object, type))}`)
    },
  }
}

const statusOf = (object: JsonObject, type: string): JsonObject | undefined =>
  listOf(objectOf(object['status'])['conditions']).map(objectOf).find((condition) => condition['type'] === type)

const said = (type: string, condition: JsonObject | undefined): string =>
  condition === undefined ? `has no condition ${type}` : `${type}=${String(condition['status'])} (${String(condition['reason'])}) ${String(condition['message'] ?? '')}`
