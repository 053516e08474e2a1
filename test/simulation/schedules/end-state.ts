import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { controllerOf } from '../../../src/engine/owner-reference.ts'

/** Objects by `Kind namespace/name`, as text without what another run has to make differently. */
export type EndState = ReadonlyMap<string, string>

/** Times, counters, addresses and names of revisions; and what an app remembers of its past. */
const incidental = new Set([
  'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'observedGeneration', 'lastTransitionTime', 'lastProbeTime', 'lastScaleTime', 'startTime', 'startedAt',
  'finishedAt', 'clusterIP', 'clusterIPs', 'podIP', 'podIPs', 'hostIP', 'hostIPs', 'restartCount', 'lastState', 'controller-uid', 'controller-revision-hash', 'currentRevision',
  'updateRevision', 'collisionCount', 'lastRollout', 'kaspr.io/last-rollout', 'rebalance', 'rebalanceRequired', 'currentReplicas', 'volumeName',
])

const annotations = /last-applied-configuration$/

const plain = (value: JsonValue, key: string): JsonValue => {
  if (typeof value === 'string' && annotations.test(key)) return plain(parsed(value), '')
  if (Array.isArray(value)) return value.filter((item) => !isHistory(item)).map((item) => plain(item, '')).toSorted(byText)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !incidental.has(name)).map(([name, field]): [string, JsonValue] => [name, plain(field, name)]).toSorted(byName))
}

/** A condition about what an app was rebalanced for: somebody has to remember what it read before. */
const isHistory = (item: JsonValue): boolean => isObject(item) && item['type'] === 'Rebalanced'

const parsed = (text: string): JsonValue => {
  const value: JsonValue = JSON.parse(text)
  return value
}

/** Lists are compared without their order: what was there first stays first when others are added. */
const byText = (a: JsonValue, b: JsonValue): number => {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left < right ? -1 : left === right ? 0 : 1
}
const byName = ([a]: readonly [string, JsonValue], [b]: readonly [string, JsonValue]): number => a < b ? -1 : a === b ? 0 : 1

/** Claims of members outlive them, revisions are history, the rest is furniture. */
const isCompared = (object: StoredObject): boolean => {
  const { kind, metadata: { name } } = object
  if (['Namespace', 'StorageClass', 'ControllerRevision'].includes(kind) || name === 'kube-root-ca.crt' || (kind === 'ServiceAccount' && name === 'default')) return false
  return kind !== 'PersistentVolumeClaim' || controllerOf(object)?.kind !== undefined
}

export const endStateOf = (objects: readonly StoredObject[]): EndState => new Map(
  objects.filter(isCompared)
    .map((object): [string, string] => [`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, JSON.stringify(plain(object, ''))])
    .toSorted(byName))

/** The first objects in which two states differ, as they are and as they should be. */
export const differencesOf = (state: EndState, wanted: EndState): readonly JsonObject[] =>
  [...new Set([...state.keys(), ...wanted.keys()])].filter((key) => state.get(key) !== wanted.get(key))
    .map((key) => ({ object: key, is: firstDifference(state.get(key), wanted.get(key)), shouldBe: firstDifference(wanted.get(key), state.get(key)) }))

/** The piece of a text around the first character that differs. */
const firstDifference = (text: string | undefined, other: string | undefined): string => {
  if (text === undefined || other === undefined) return text === undefined ? 'absent' : 'there'
  const at = [...text].findIndex((character, index) => character !== other[index])
  return text.slice(Math.max(0, at - 120), at + 120)
}
