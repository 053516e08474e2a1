import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** What a changed pod template does to the pods of a workload. */
export interface TemplateEffect {
  /** Pods that are replaced; undefined when only the cluster knows how many there are. */
  readonly pods: number | undefined
  /** Why they are not, or not all. */
  readonly reason?: string
}

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const specOf = (object: JsonObject): JsonObject => mapOf(object['spec'])
const countOf = (value: JsonValue | undefined): number => typeof value === 'number' ? value : 1

/** Pods that a workload asks for; undefined for everything that is none, and for what runs on every node. */
export const podsOf = (object: JsonObject): number | undefined => scaled.has(nameOf(object)) ? countOf(specOf(object)['replicas']) : undefined

const nameOf = ({ apiVersion, kind }: JsonObject): string => `${String(apiVersion)} ${String(kind)}`
const scaled: ReadonlySet<string> = new Set(['apps/v1 StatefulSet', 'apps/v1 Deployment', 'apps/v1 ReplicaSet', 'v1 ReplicationController'])

/** What follows from another pod template; undefined for a kind that does not replace pods by itself. */
export const templateEffect = (before: JsonObject, after: JsonObject): TemplateEffect | undefined => rules[nameOf(after)]?.(before, after)

type Rule = (before: JsonObject, after: JsonObject) => TemplateEffect

/** Pods that are there and stay: those that a scale step takes away or brings are not replaced. */
const lasting = (before: JsonObject, after: JsonObject): number => Math.min(podsOf(before) ?? 0, podsOf(after) ?? 0)

const onDelete: TemplateEffect = { pods: 0, reason: 'pods take the new template when they are deleted (updateStrategy OnDelete)' }

const statefulSet: Rule = (before, after) => {
  const { type, rollingUpdate } = mapOf(specOf(after)['updateStrategy'])
  if (type === 'OnDelete') return onDelete
  const { partition } = mapOf(rollingUpdate)
  const kept = typeof partition === 'number' ? partition : 0
  const pods = Math.max(0, lasting(before, after) - kept)
  return kept > 0 ? { pods, reason: `pods below ordinal ${kept} keep the old template (partition)` } : { pods }
}

const deployment: Rule = (before, after) =>
  specOf(after)['paused'] === true ? { pods: 0, reason: 'pods stay until the deployment is resumed (paused)' } : { pods: lasting(before, after) }

const daemonSet: Rule = (before, after) => {
  if (mapOf(specOf(after)['updateStrategy'])['type'] === 'OnDelete') return onDelete
  const { desiredNumberScheduled } = mapOf(before['status'])
  return { pods: typeof desiredNumberScheduled === 'number' ? desiredNumberScheduled : undefined }
}

const rules: Readonly<Record<string, Rule>> = { 'apps/v1 StatefulSet': statefulSet, 'apps/v1 Deployment': deployment, 'apps/v1 DaemonSet': daemonSet }
