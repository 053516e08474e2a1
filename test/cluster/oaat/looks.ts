import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { eventually } from '../harness/eventually.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Stage } from '../harness/stage.ts'

// What a person looks at to see how a group is doing.

type Look = (group: AnyObject | undefined) => boolean

export const stateIs = (state: string): Look => (group) => fieldAt(group, 'status', 'state') === state

export const messageOf = (group: AnyObject | undefined): JsonValue | undefined => fieldAt(group, 'status', 'oaat_timer', 'message')

/** So many runs have come to an end, and nothing runs. */
export const restingAfter = (runs: number): Look => (group) =>
  fieldAt(group, 'status', 'sequence') === runs && stateIs('idle')(group) && fieldAt(group, 'status', 'run') === undefined

/** Past runs, newest first. */
export const historyOf = (group: AnyObject | undefined): readonly JsonObject[] => {
  const history = fieldAt(group, 'status', 'history')
  return Array.isArray(history) ? history.filter(isObject) : []
}

/** The record of an item, or one text of it. */
export const itemAt = (group: AnyObject | undefined, ...path: readonly string[]): JsonValue | undefined => fieldAt(group, 'status', 'items', ...path)

export const itemOf = (pod: AnyObject): string => pod.metadata.annotations?.['oaatoperator.kawaja.net/item'] ?? ''

/** Whether the server knows a group as it should be by now; the group itself for assertions. */
export const groupThat = async (stage: Stage, name: string, is: Look): Promise<AnyObject | undefined> => {
  await stage.until(OaatGroup, name, is)
  return stage.get(OaatGroup, name)
}

/** Pods in which something may run. */
export const activePods = async (stage: Stage): Promise<readonly AnyObject[]> =>
  (await stage.list(Pod)).filter((pod) => !['Succeeded', 'Failed'].includes(phaseOf(pod)))

export const phaseOf = (pod: AnyObject | undefined): string => String(fieldAt(pod, 'status', 'phase'))

/** Waits for a pod that runs and is of the wanted kind. */
export const runningPod = async (stage: Stage, is: (pod: AnyObject) => boolean = () => true): Promise<AnyObject> => {
  const found = new Map<string, AnyObject>()
  await eventually(`a pod runs in ${stage.namespace}`, async () => {
    const pods = await stage.list(Pod)
    const one = pods.find((pod) => phaseOf(pod) === 'Running' && pod.metadata['deletionTimestamp'] === undefined && is(pod))
    if (one !== undefined) found.set('pod', one)
    return { done: one !== undefined, seen: pods.map((pod) => ({ name: pod.metadata.name, phase: phaseOf(pod) })) }
  })
  return found.get('pod') ?? runningPod(stage, is)
}

export const runs = (item: string) => (pod: AnyObject): boolean => itemOf(pod) === item
