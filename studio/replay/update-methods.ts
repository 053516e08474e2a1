import type { MethodOf } from '../../src/diff/object-diffs.ts'
import { discoveryOf } from '../../src/engine/discovery.ts'
import type { UpdateMethod } from '../../src/kit/controller.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

const builtIn = discoveryOf([])
const methods: readonly UpdateMethod[] = ['InPlace', 'Recreate', 'OnDelete']

/**
 * How Metacontroller updates the children of a request: the CompositeController in it says so. A kind whose plural is not
 * to be found there counts as updated in place.
 */
export const methodsIn = (request: JsonObject): MethodOf => {
  const rules = listOf(mapOf(mapOf(request['controller'])['spec'])['childResources']).map(mapOf)
  return ({ apiVersion, kind }) => {
    const plurals = pluralsOf(String(apiVersion), String(kind))
    const rule = rules.find((given) => given['apiVersion'] === apiVersion && plurals.includes(String(given['resource'])))
    return rule === undefined ? 'InPlace' : methodOf(rule)
  }
}

/** Metacontroller updates nothing where no method is named. */
const methodOf = (rule: JsonObject): UpdateMethod => {
  const name = mapOf(rule['updateStrategy'])['method'] ?? ''
  return methods.find((method) => method === name) ?? 'OnDelete'
}

/** Plural names that a kind may have: known for those of Kubernetes, guessed as English makes them for others. */
export const pluralsOf = (apiVersion: string, kind: string): readonly string[] => {
  const known = builtIn.kind(apiVersion, kind)
  if (known !== undefined) return [known.plural]
  const name = kind.toLowerCase()
  return [`${name}s`, `${name}es`, name.replace(/y$/, 'ies'), name]
}

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const listOf = (value: JsonValue | undefined): readonly JsonValue[] => Array.isArray(value) ? value : []
