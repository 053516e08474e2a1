import { EnvironmentResource } from '../../../hooks/environment/environment/resource.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { openAuditLog } from '../harness/audit-log.ts'
import type { AuditedWrite, AuditLog } from '../harness/audit-log.ts'
import { eventually } from '../harness/eventually.ts'
import { Namespace, openObjects } from '../harness/objects.ts'
import type { AnyObject, Objects } from '../harness/objects.ts'
import { onStage, stageOf } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** A team's namespace, an environment of that team, and the namespace that the environment makes. */
export interface Ground {
  /** Name of the environment and of its namespace. */
  readonly name: string
  /** Where the Project stands. */
  readonly team: Stage
  readonly inside: Stage
  readonly objects: Objects
  readonly apply: (object: JsonObject) => Promise<AnyObject>
  /** Merge patch of the environment. */
  readonly edit: (patch: JsonObject) => Promise<AnyObject>
  readonly environment: () => Promise<AnyObject | undefined>
  readonly until: (is: (environment: AnyObject | undefined) => boolean) => Promise<void>
  /** What the operator has written of this environment so far: to it, to its namespace, and in there. */
  readonly writes: () => readonly AuditedWrite[]
}

interface Plot { readonly team: string; readonly environment?: string }

/** Gives a new ground; the environment is gone in the end, whatever became of it. */
export const onGround = (layout: Layout, { team, environment = 'shop-pr7' }: Plot, body: (ground: Ground) => Promise<void>): Promise<void> => onStage(layout, team, async (stage) => {
  const objects = openObjects(layout)
  const ground = groundOf(stage, `${team}-${environment}`, { objects, audit: openAuditLog(layout) })
  try {
    await body(ground)
  } finally {
    await leave(ground)
    objects.close()
  }
})

interface Eyes { readonly objects: Objects; readonly audit: AuditLog }

const groundOf = (team: Stage, name: string, { objects, audit }: Eyes): Ground => {
  const inside = stageOf(objects, audit, name)
  const environment = () => objects.get(EnvironmentResource, { name })
  return {
    name, team, inside, objects, environment,
    apply: (object) => objects.apply(object),
    edit: (patch) => objects.patch(EnvironmentResource, { name }, patch),
    until: (is) => eventually(`environment ${name} is as it should be`, async () => {
      const found = await environment()
      return { done: is(found), seen: found?.['status'] ?? found }
    }),
    writes: () => audit.operatorWrites().filter((write) => [write.namespace, write.name].includes(name)),
  }
}

const leave = async ({ objects, environment, edit, until, name, inside }: Ground): Promise<void> => {
  if (await environment() !== undefined) await edit({ spec: { retainData: false } })
  await objects.remove(EnvironmentResource, { name })
  await until((found) => found === undefined)
  await objects.remove(Namespace, { name })
  await inside.until(Namespace, name, (found) => found === undefined)
}

const quietMilliseconds = 5000

/** Waits until the operator has written nothing for five seconds. */
export const atRest = async ({ name, writes }: Ground): Promise<void> => {
  let last = { count: -1, since: 0 }
  await eventually(`quiet in ${name}`, async () => {
    const count = writes().length
    if (count !== last.count) last = { count, since: Date.now() }
    return { done: Date.now() - last.since >= quietMilliseconds, seen: writes().slice(-5) }
  })
}
