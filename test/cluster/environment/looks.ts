import { Deployment, Pod } from '../../../src/kit/kinds.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { eventually } from '../harness/eventually.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Ground } from './ground.ts'
import { environment, project } from './resources.ts'

// What a person looks at to see how an environment is doing.

type Look = (environment: AnyObject | undefined) => boolean

/** An environment in a phase, as computed from its latest spec. */
export const phaseIs = (phase: string): Look => (found) =>
  fieldAt(found, 'status', 'phase') === phase && fieldAt(found, 'status', 'observedGeneration') === found?.metadata.generation

export const conditionOf = (object: AnyObject | undefined, type: string): JsonValue | undefined => {
  const conditions = fieldAt(object, 'status', 'conditions')
  return Array.isArray(conditions) ? conditions.find((one) => fieldAt(one, 'type') === type) : undefined
}

/** Whether a condition has a reason. */
export const reasonIs = (type: string, reason: string): Look => (found) => fieldAt(conditionOf(found, type), 'reason') === reason

/** The example's environment, ready. */
export const readyOne = async (ground: Ground, spec: Parameters<typeof environment>[1] = {}): Promise<void> => {
  await ground.team.apply(project())
  await ground.apply(environment(ground, spec))
  await ground.until(phaseIs('Ready'))
}

/** Pods that are not on their way out, by the label `app`. */
export const podsOf = async ({ inside }: Ground, app: string): Promise<readonly AnyObject[]> =>
  (await inside.list(Pod)).filter(({ metadata }) => metadata.labels?.['app'] === app && metadata['deletionTimestamp'] === undefined)

export const uidOf = (object: AnyObject | undefined): string => String(object?.metadata.uid)

export const webUid = async ({ inside }: Ground): Promise<string> => uidOf(await inside.get(Deployment, 'web'))

/** Waits until so many pods of an application are there. */
export const untilPods = (ground: Ground, app: string, count: number): Promise<void> => eventually(`${count} pods of ${app} in ${ground.name}`, async () => {
  const pods = await podsOf(ground, app)
  return { done: pods.length === count, seen: pods.map(({ metadata: { name } }) => name) }
})
