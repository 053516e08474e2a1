import { identityOf } from '../diff/object-diffs.ts'
import { decide } from '../engine/apply.ts'
import type { Child } from '../kit/kind.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'

/** Parent of a request, or the object of a decorator. */
export const parentOf = (request: JsonObject): KubernetesObject => trusted<KubernetesObject>(request['parent'] ?? request['object'])

/** Children that a request shows. */
export const observedChildren = (request: JsonObject): readonly JsonObject[] => {
  const groups: JsonValue = request['children'] ?? request['attachments'] ?? {}
  return Object.values(trusted<ObjectGroups>(groups)).flatMap((group) => Object.values(group)).map((object) => trusted<JsonObject>(object))
}

/** Children that an answer wants. */
export const wantedChildren = (answer: JsonObject): readonly JsonObject[] => {
  const children = answer['children'] ?? answer['attachments']
  return Array.isArray(children) ? children.filter(isObject) : []
}

/** The wanted children merged with the observed ones, as Metacontroller would apply them; the update method says later what that takes. */
export const appliedChildren = (request: JsonObject, answer: JsonObject): readonly JsonObject[] => {
  const parent = parentOf(request)
  const observed = new Map(observedChildren(request).map((object) => [identityOf(object), object]))
  return wantedChildren(answer).map((child) => applied(placed(child, parent), observed, parent))
}

const applied = (child: JsonObject, observed: ReadonlyMap<string, JsonObject>, parent: KubernetesObject): JsonObject => {
  const found = observed.get(identityOf(child))
  const decision = decide({ observed: trusted<KubernetesObject | undefined>(found), desired: trusted<Child>(child), method: 'InPlace' }, parent)
  return trusted<JsonObject>(decision.action === 'create' || decision.action === 'update' ? decision.object : found ?? child)
}

/** A child with the namespace that it gets from its parent. */
export const placed = (child: JsonObject, { metadata: { namespace } }: KubernetesObject): JsonObject => {
  const metadata = isObject(child['metadata']) ? child['metadata'] : {}
  return namespace === undefined || metadata['namespace'] !== undefined ? child : { ...child, metadata: { ...metadata, namespace } }
}
