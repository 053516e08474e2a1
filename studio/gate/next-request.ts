import { prepared } from '../../src/cluster/server/preparation.ts'
import { identityOf } from '../../src/diff/object-diffs.ts'
import { created, replaced } from '../../src/engine/api-defaults/stored-object.ts'
import { decide } from '../../src/engine/apply.ts'
import type { Decision } from '../../src/engine/apply.ts'
import { generationOf, metadataOf } from '../../src/engine/metadata.ts'
import type { Child } from '../../src/kit/kind.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { observedChildren, parentOf, placed, wantedChildren } from '../../src/recording/applied-children.ts'
import type { RunCall } from '../replay/program-run.ts'
import { methodsIn } from '../replay/update-methods.ts'
import { grown } from './plausible-status.ts'

/** The call that follows when everything went well: Metacontroller applied the answer, and what it made became ready. */
export const nextCall = (call: RunCall, answer: JsonObject): RunCall => {
  const parent = parentOf(call.request)
  const observed = new Map(observedChildren(call.request).map((object) => [identityOf(object), object]))
  const children = wantedChildren(answer).map((child) => placed(child, parent)).map((child) => stored(child, observed.get(identityOf(child)), call))
  const status = { ...(isObject(answer['status']) ? answer['status'] : {}), observedGeneration: generationOf(parent) }
  return { ...call, request: withChildren({ ...call.request, parent: { ...trusted<JsonObject>(parent), status } }, children) }
}

/** A request that shows these children; groups without any stay, as Metacontroller sends them. */
export const withChildren = (request: JsonObject, children: readonly JsonObject[]): JsonObject => {
  const groups = isObject(request['children']) ? request['children'] : {}
  const made: Record<string, Record<string, JsonObject>> = Object.fromEntries(Object.keys(groups).map((key) => [key, {}]))
  for (const child of children) {
    const { apiVersion, kind, metadata } = trusted<KubernetesObject>(child)
    const key = groupKey({ apiVersion, kind })
    made[key] = { ...made[key], [objectKey(metadata)]: child }
  }
  return { ...request, children: made }
}

/** Children that this answer deletes to make them anew. */
export const remadeChildren = ({ request }: RunCall, answer: JsonObject): readonly JsonObject[] => {
  const observed = new Map(observedChildren(request).map((object) => [identityOf(object), object]))
  return wantedChildren(answer).map((child) => placed(child, parentOf(request))).filter((child) => decided(child, observed.get(identityOf(child)), request).action === 'recreate')
}

const decided = (child: JsonObject, found: JsonObject | undefined, request: JsonObject): Decision =>
  decide({ observed: trusted<KubernetesObject | undefined>(found), desired: trusted<Child>(child), method: methodsIn(request)(child) }, parentOf(request))

const stored = (child: JsonObject, found: JsonObject | undefined, { request, now }: RunCall): JsonObject => {
  const decision = decided(child, found, request)
  switch (decision.action) {
    case 'create': return fresh(trusted(decision.object), now)
    case 'recreate': return stored(child, undefined, { hook: 'sync', request, now })
    case 'update': return found === undefined ? fresh(trusted(decision.object), now) : changed(found, trusted(decision.object), now)
    default: return found ?? child
  }
}

/** A new child as the API server stores it, some time later. */
export const fresh = (object: JsonObject, now: string): JsonObject => {
  const uid = `uid-of-${identityOf(object)}`
  const complete = prepared(object, { uid, address: () => '10.96.0.10' })
  return grown(created(complete, { now, resourceVersion: '1', uid }))
}

/** The very same object when nothing changes. */
const changed = (found: JsonObject, object: JsonObject, now: string): JsonObject => {
  const next = replaced(found, object, { now, resourceVersion: String(Number(metadataOf(found)['resourceVersion'] ?? 0) + 1), uid: '' })
  return next === found ? found : grown(next)
}
