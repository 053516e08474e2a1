import type { Layout } from '../../../scripts/cluster/layout.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { openAuditLog } from './audit-log.ts'
import type { AuditedWrite, AuditLog } from './audit-log.ts'
import { eventually } from './eventually.ts'
import { Namespace, openObjects } from './objects.ts'
import type { AnyObject, Objects } from './objects.ts'

/** A namespace of its own, and what a person does there. */
export interface Stage {
  readonly namespace: string
  readonly get: (kind: Kind, name: string) => Promise<AnyObject | undefined>
  readonly list: (kind: Kind) => Promise<readonly AnyObject[]>
  /** Server-side apply into this namespace. */
  readonly apply: (object: JsonObject) => Promise<AnyObject>
  readonly patch: (kind: Kind, name: string, patch: JsonObject) => Promise<AnyObject>
  readonly patchStatus: (kind: Kind, name: string, patch: JsonObject) => Promise<AnyObject>
  readonly remove: (kind: Kind, name: string) => Promise<void>
  /** Waits until an object is as it should be; undefined stands for one that is not there. */
  readonly until: (kind: Kind, name: string, is: (object: AnyObject | undefined) => boolean) => Promise<void>
  /** What the operator has written here so far. */
  readonly writes: () => readonly AuditedWrite[]
  /** What the steward has written here so far. */
  readonly stewardWrites: () => readonly AuditedWrite[]
  /** What the tests themselves have written here so far. */
  readonly ownWrites: () => readonly AuditedWrite[]
}

/** Gives a new namespace, and takes it away again. */
export const onStage = async (layout: Layout, namespace: string, body: (stage: Stage) => Promise<void>): Promise<void> => {
  const objects = openObjects(layout)
  try {
    await objects.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await body(stageOf(objects, openAuditLog(layout), namespace))
  } finally {
    await vacate(objects, namespace)
  }
}

/** What a person does in a namespace that somebody else makes. */
export const stageOf = (objects: Objects, audit: AuditLog, namespace: string): Stage => {
  const at = (name: string): { readonly name: string; readonly namespace: string } => ({ name, namespace })
  return {
    namespace,
    get: (kind, name) => objects.get(kind, at(name)),
    list: (kind) => objects.list(kind, namespace),
    apply: (object) => objects.apply(placed(object, namespace)),
    patch: (kind, name, patch) => objects.patch(kind, at(name), patch),
    patchStatus: (kind, name, patch) => objects.patchStatus(kind, at(name), patch),
    remove: (kind, name) => objects.remove(kind, at(name)),
    until: (kind, name, is) => eventually(`${kind.kind} ${name} is as it should be`, async () => {
      const object = await objects.get(kind, at(name))
      return { done: is(object), seen: object?.['status'] ?? object?.['spec'] ?? object }
    }),
    writes: () => audit.operatorWrites().filter((write) => write.namespace === namespace),
    stewardWrites: () => audit.stewardWrites().filter((write) => write.namespace === namespace),
    ownWrites: () => audit.writesOf('admin').filter((write) => write.namespace === namespace),
  }
}

const placed = (object: JsonObject, namespace: string): JsonObject =>
  ({ ...object, metadata: { ...(typeof object['metadata'] === 'object' && !Array.isArray(object['metadata']) ? object['metadata'] : {}), namespace } })

const vacate = async (objects: Objects, name: string): Promise<void> => {
  await objects.remove(Namespace, { name })
  await eventually(`namespace ${name} is gone`, async () => {
    const namespace = await objects.get(Namespace, { name })
    return { done: namespace === undefined, seen: namespace?.['status'] }
  })
  objects.close()
}

const quietMilliseconds = 5000

/** Waits until the operator has written nothing for five seconds. */
export const quiet = async ({ namespace, writes }: Stage): Promise<void> => {
  let last = { count: -1, since: 0 }
  await eventually(`quiet in ${namespace}`, async () => {
    const count = writes().length
    if (count !== last.count) last = { count, since: Date.now() }
    return { done: Date.now() - last.since >= quietMilliseconds, seen: writes().slice(-5) }
  })
}
