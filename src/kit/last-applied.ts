import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { Child, Kind } from './kind.ts'
import { parsedJson } from './json.ts'
import { itemKey, mergeKey } from './list-map.ts'
import type { View } from './view.ts'

/** Where Metacontroller keeps what a hook last wanted (metacontroller.md §4.2). */
export const lastAppliedAnnotation = 'metacontroller.k8s.io/last-applied-configuration'

/** What was last applied to an observed object; undefined for an object that was adopted and never applied. */
export const lastApplied = (observed: KubernetesObject): JsonObject | undefined => {
  const text = observed.metadata.annotations?.[lastAppliedAnnotation]
  if (text === undefined) return undefined
  // Metacontroller itself reports a child whose annotation is no JSON; for us it counts as never applied.
  const value = parsedJson(text)
  return isObject(value) && isSame(value, observed) ? value : undefined
}

/** An annotation that was copied from another object, or edited, says nothing about this one. */
const isSame = ({ apiVersion, kind, metadata }: JsonObject, observed: KubernetesObject): boolean =>
  apiVersion === observed.apiVersion && kind === observed.kind && isObject(metadata) && metadata['name'] === observed.metadata.name &&
  (metadata['namespace'] === undefined || metadata['namespace'] === observed.metadata.namespace)

/** The least that keeps an object in the desired set: nothing of it is changed. */
const identity = ({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Child =>
  ({ apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } })

/**
 * An observed child exactly as last applied: what was wanted stays wanted, drift is still repaired. Only the number of
 * replicas stays as observed: an autoscaler may have changed it since, and would change it again and again.
 */
export const freeze = (observed: KubernetesObject): Child => {
  const applied = lastApplied(observed)
  return trusted<Child>(applied === undefined ? identity(observed) : withReplicas(applied, trusted<JsonObject>(observed)))
}

const withReplicas = (applied: JsonObject, { spec: observed }: JsonObject): JsonObject => {
  const { spec } = applied
  if (!isObject(spec) || !isObject(observed) || spec['replicas'] === undefined || observed['replicas'] === undefined) return applied
  return { ...applied, spec: { ...spec, replicas: observed['replicas'] } }
}

/** Doubt freezes: every observed child stays as last applied (design §4.4). */
export const freezeAll = (children: View): readonly Child[] => children.all().map(freeze)

/**
 * An observed child reduced to the fields that were set before, with their observed values: applying it changes
 * nothing, so manual edits survive (design §9 no. 8). `wanted` gives the fields where nothing was applied yet.
 */
export const hold = (observed: KubernetesObject, wanted?: Child): Child => {
  const shape = lastApplied(observed) ?? trusted<JsonObject>(wanted ?? identity(observed))
  return trusted<Child>(project(trusted<JsonValue>(observed), shape))
}

/** Every observed child held. Children that do not exist yet are not made. Of the `live` kinds those that exist follow `wanted`. */
export const holdAll = (children: View, live: readonly Kind[] = [], wanted: readonly Child[] = []): readonly Child[] => {
  const observed = children.all()
  return [
    ...observed.filter((one) => !live.some((kind) => isOf(kind, one))).map((one) => hold(one)),
    ...wanted.filter((one) => live.some((kind) => isOf(kind, one)) && observed.some((other) => isOf(other, one) && other.metadata.name === one.metadata.name)),
  ]
}

const isOf = (kind: Pick<Kind, 'apiVersion' | 'kind'>, of: Pick<Child, 'apiVersion' | 'kind'>): boolean => kind.kind === of.kind && kind.apiVersion === of.apiVersion

const project = (observed: JsonValue, shape: JsonValue): JsonValue => {
  if (isObject(observed) && isObject(shape)) {
    return Object.fromEntries(Object.entries(shape).flatMap(([key, field]) => {
      const value = Object.hasOwn(observed, key) ? observed[key] : undefined
      return value === undefined ? [] : [[key, project(value, field)]]
    }))
  }
  return Array.isArray(observed) && Array.isArray(shape) ? projectList(observed, shape) : observed
}

const projectList = (observed: readonly JsonValue[], shape: readonly JsonValue[]): JsonValue => {
  const key = mergeKey(observed, shape)
  if (key === undefined) return observed
  const items = observed.filter(isObject)
  return shape.filter(isObject).flatMap((wanted) => {
    const found = items.find((item) => itemKey(item, key) === itemKey(wanted, key))
    return found === undefined ? [] : [project(found, wanted)]
  })
}
