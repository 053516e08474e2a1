import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { eventually } from '../harness/eventually.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Town } from './town.ts'

export const fieldOf = (object: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((at, key) => isObject(at) ? at[key] : undefined, object)

export const conditionOf = (object: AnyObject | undefined, type: string): JsonObject | undefined => {
  const conditions = fieldOf(object, 'status', 'conditions')
  return Array.isArray(conditions) ? conditions.filter(isObject).find((condition) => condition['type'] === type) : undefined
}

/** What the child of a parent says; every program of these tests calls it so. */
export const saidOf = async ({ objects, namespace }: Town, name: string): Promise<JsonValue | undefined> =>
  fieldOf(await objects.get(ConfigMap, { name: `${name}-said`, namespace }), 'data', 'text')

export const untilSaid = (town: Town, name: string, text: string): Promise<void> => eventually(`${name} says ${text}`, async () => {
  const seen = await saidOf(town, name)
  return { done: seen === text, seen }
})

export const parentOf = ({ objects, namespace }: Town, kind: Kind, name: string): Promise<AnyObject | undefined> => objects.get(kind, { name, namespace })

/** All parents show a text in their status and all their children in their data. */
export const untilAllSay = ({ objects, namespace }: Town, kind: Kind, { count, text }: { readonly count: number; readonly text: string }): Promise<void> =>
  eventually(`${count} ${kind.plural} say ${text}`, async () => {
    const parents = (await objects.list(kind, namespace)).filter((object) => fieldOf(object, 'status', 'text') === text)
    const children = (await objects.list(ConfigMap, namespace)).filter((object) => object.metadata.labels?.['parents'] === kind.plural && fieldOf(object, 'data', 'text') === text)
    return { done: parents.length === count && children.length === count, seen: [parents.length, children.length] }
  })

/** Seconds that something takes. */
export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = Date.now()
  await work()
  return (Date.now() - began) / 1000
}
