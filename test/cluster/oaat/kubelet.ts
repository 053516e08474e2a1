import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { timestamp } from '../../../src/kit/timestamp.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { eventually } from '../harness/eventually.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Stage } from '../harness/stage.ts'
import { phaseOf } from './looks.ts'

// kwok lets pods run; when and how they end the tests say, as the kubelet would: in the status of the pod.

const ended = (container: JsonValue | undefined, exitCode: number): JsonValue => ({
  ...(isObject(container) ? container : {}),
  ready: false,
  started: false,
  state: { terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: startOf(container), finishedAt: timestamp(Date.now()) } },
})

/** A second ago at the latest: a run that took no time is left out of the statistics. */
const startOf = (container: JsonValue | undefined): string => {
  const started = fieldAt(container, 'state', 'running', 'startedAt')
  return timestamp(Math.min(Date.now() - 1000, typeof started === 'string' ? Date.parse(started) : Infinity))
}

/** Ends the container of a running pod with an exit code. */
export const finish = async (stage: Stage, pod: AnyObject, exitCode = 0): Promise<void> => {
  const container = fieldAt(pod, 'status', 'containerStatuses', 0)
  await stage.patchStatus(Pod, pod.metadata.name, { status: { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [ended(container, exitCode)] } })
}

/** Ends every pod as soon as it runs, until the group is as it should be. */
export const finishAll = async (stage: Stage, group: string, is: (group: AnyObject | undefined) => boolean): Promise<void> => {
  await eventually(`group ${group} has run`, async () => {
    for (const pod of await stage.list(Pod)) if (phaseOf(pod) === 'Running' && pod.metadata['deletionTimestamp'] === undefined) await finish(stage, pod)
    const object = await stage.get(OaatGroup, group)
    return { done: is(object), seen: { sequence: fieldAt(object, 'status', 'sequence'), message: fieldAt(object, 'status', 'oaat_timer') } }
  }, 30)
}
