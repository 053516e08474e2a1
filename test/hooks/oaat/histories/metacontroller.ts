import type { CompositeRequest, KubernetesObject } from '../../../../src/protocol/request.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { oaatGroup } from '../../../../hooks/oaat/oaatgroup/controller.ts'
import type { OaatGroupStatus } from '../../../../hooks/oaat/oaatgroup/status-schema.ts'
import { groupUid } from './api-server.ts'
import type { ApiServer, Pods } from './api-server.ts'
import type { Step, Write } from './history.ts'

/** The versions that a process has seen; within one process they only grow. */
export interface Caches {
  group: number
  pods: number
}

export interface SyncAnswer {
  readonly children: readonly KubernetesObject[]
  readonly status: OaatGroupStatus
}

/** One sync as it was asked: the request, when, and the pods that Metacontroller took for children. */
export interface Asked {
  readonly request: CompositeRequest
  readonly now: string
  readonly children: Pods
}

const sleepType = { apiVersion: 'kawaja.net/v1', kind: 'OaatType', metadata: { name: 'sleep', namespace: 'demo', uid: 'type' }, spec: { type: 'pod', podspec: { container: { name: 'main', image: 'sleep:1' } } } }

/** What a process sees after its caches have moved on. */
export const asked = (server: ApiServer, caches: Caches, [group, children, related]: Extract<Step, { do: 'sync' }>['see']): Asked => {
  caches.group = Math.min(server.groups.length - 1, caches.group + group)
  const first = Math.min(server.pods.length - 1, caches.pods + children)
  // Children are read first, related objects a moment later, from the same cache.
  caches.pods = Math.min(server.pods.length - 1, first + related)
  const [seen, later, parent] = [server.pods[first] ?? new Map(), server.pods[caches.pods] ?? new Map(), server.groups[caches.group]]
  const own: Pods = new Map([...seen].filter(([, { metadata }]) => trusted<{ ownerReferences?: readonly { uid: string }[] }>(metadata).ownerReferences?.[0]?.uid === groupUid))
  return { request: requestOf(trusted<KubernetesObject>(parent), own, later), now: new Date(server.now()).toISOString().replace('.000Z', 'Z'), children: own }
}

const requestOf = (parent: KubernetesObject, children: Pods, related: Pods): CompositeRequest => {
  const { oaatType } = trusted<{ spec: { oaatType: string } }>(parent).spec
  return {
    controller: {}, parent, finalizing: false,
    children: { 'Pod.v1': keyed(children) },
    related: { 'OaatType.kawaja.net/v1': oaatType === 'sleep' ? { 'demo/sleep': sleepType } : {}, 'ConfigMap.v1': {}, 'Pod.v1': keyed(related) },
  }
}

const keyed = (pods: Pods): Record<string, KubernetesObject> => Object.fromEntries([...pods].map(([name, pod]) => [`demo/${name}`, pod]))

export const answerTo = ({ request, now }: Asked): SyncAnswer => trusted<SyncAnswer>(oaatGroup.sync(request, { now, settings: {} }).answer)

export interface Answered {
  readonly given: Asked
  readonly answer: SyncAnswer
  /** Writes that do not reach the API server; none when absent. */
  readonly fails?: readonly Write[]
}

/** Applies an answer: deletes first, then creates, the status last (oaat.md Part B). Pods that are there are never changed. */
export const apply = (server: ApiServer, { given: { children }, answer: { children: desired, status }, fails = [] }: Answered): void => {
  const wanted = new Set(desired.map(({ metadata }) => metadata.name))
  for (const { metadata: { name, uid = '', deletionTimestamp } } of fails.includes('delete') ? [] : children.values()) {
    if (!wanted.has(name) && !deletionTimestamp) server.remove(name, uid)
  }
  for (const pod of fails.includes('create') ? [] : desired.filter(({ metadata }) => !children.has(metadata.name))) server.create(pod)
  if (!fails.includes('status')) server.writeStatus(status)
}
