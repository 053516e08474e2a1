import { setTimeout as sleep } from 'node:timers/promises'
import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import type { Test } from 'tap'
import { fieldAt } from '../../goldens/rendered.ts'
import type { Scenario } from '../family/scenario.ts'
import { gone } from '../family/looks.ts'
import type { AnyObject } from '../harness/objects.ts'
import { quiet } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { finish } from './kubelet.ts'
import { activePods, groupThat, historyOf, itemAt, itemOf, messageOf, runningPod, runs, stateIs } from './looks.ts'
import { runLog } from './never-two.ts'
import { group, oaatType, pause, roguePod } from './resources.ts'

// Upstream's own end-to-end cases: the same objects, frequencies and order. Where they sleep for a minute or two, these wait for
// what is to come about; where they sleep to see that nothing comes, five seconds have to do.

const nothingSeconds = 5

export const basicStartup: Scenario = {
  name: 'basic-startup',
  play: async (stage, t) => {
    t.strictSame(await activePods(stage), [], 'no pod before')
    await stage.apply(oaatType())
    await stage.apply(group('basic-startup', { frequency: '1m' }))
    const pod = await runningPod(stage)
    const started = await groupThat(stage, 'basic-startup', (seen) => fieldAt(seen, 'status', 'run', 'podUID') === pod.metadata.uid)
    t.equal(fieldAt(started, 'status', 'oaat_action', 'message'), 'validated')
    t.equal(conditionOf(started, 'Valid'), 'True')
    t.equal((await activePods(stage)).length, 1, 'exactly one pod')
    await stage.patch(OaatGroup, 'basic-startup', pause('true'))
    await finish(stage, pod)
    const paused = await groupThat(stage, 'basic-startup', stateIs('paused'))
    t.match(historyOf(paused), [{ item: itemOf(pod), result: 'Succeeded' }], 'the result is not lost in the pause')
    await sleep(nothingSeconds * 1000)
    t.strictSame(await activePods(stage), [], 'nothing starts in a pause')
  },
}

const conditionOf = (object: AnyObject | undefined, type: string): unknown => {
  const conditions = fieldAt(object, 'status', 'conditions')
  return Array.isArray(conditions) ? fieldAt(conditions.find((one) => fieldAt(one, 'type') === type), 'status') : undefined
}

/** The subresource takes a status only once the group is there, so nothing may start before. */
const applySeeded = async (stage: Stage, name: string, frequency: string): Promise<void> => {
  await stage.apply(oaatType())
  await stage.apply({ ...group(name, { frequency }), metadata: { name, annotations: { pause_new_jobs: 'true' } } })
  await stage.until(OaatGroup, name, stateIs('paused'))
  await quiet(stage)
  await stage.patchStatus(OaatGroup, name, { status: { items: { item2: { failure_count: 0, last_success: '2021-04-15T06:32:00+00:00' } } } })
  await stage.patch(OaatGroup, name, pause(null))
}

const selection = async (stage: Stage, t: Test, name: string): Promise<void> => {
  await applySeeded(stage, name, '60m')
  for (const item of ['item1', 'item2']) {
    const pod = await runningPod(stage, (one) => one.metadata.labels?.['oaat-name'] === item)
    t.equal((await activePods(stage)).length, 1, `exactly one pod, of ${item}`)
    await finish(stage, pod)
  }
  const idle = await groupThat(stage, name, stateIs('idle'))
  t.equal(messageOf(idle), 'not time to run next item')
  await sleep(nothingSeconds * 1000)
  t.strictSame(await activePods(stage), [], 'both are within their frequency')
  t.strictSame(runLog(stage), { created: 2, overlaps: [] })
  t.equal(conditionOf(await stage.get(OaatGroup, name), 'Valid'), 'True', 'no error')
}

export const podSelection: Scenario = { name: 'pod-selection', play: (stage, t) => selection(stage, t, 'pod-selection') }

export const statsCollection: Scenario = {
  name: 'stats-collection',
  play: async (stage, t) => {
    await selection(stage, t, 'stats-collection')
    const found = await stage.get(OaatGroup, 'stats-collection')
    for (const item of ['item1', 'item2']) t.equal(itemAt(found, item, 'runtime_count'), '1', item)
  },
}

export const rogueDeleted: Scenario = {
  name: 'rogue-pods-deleted',
  play: async (stage, t) => {
    await applySeeded(stage, 'rogue-pods-deleted', '1m')
    const pod = await runningPod(stage, runs('item1'))
    await stage.apply(roguePod('item3', 'rogue-pods-deleted'))
    await stage.until(Pod, 'item3', gone)
    const [only, ...others] = await activePods(stage)
    t.strictSame([only?.metadata.uid, others], [pod.metadata.uid, []], 'the pod of item1 goes on, alone')
    const rogue = stage.writes().filter(({ resource, name }) => resource === 'pods' && name === 'item3').map(({ verb }) => verb)
    t.ok(rogue.length > 1 && rogue.at(-1) === 'delete', `adopted, then deleted by its group: ${rogue.join(', ')}`)
    await stage.until(OaatGroup, 'rogue-pods-deleted', (seen) => conditionOf(seen, 'RoguePods') === 'False')
    await stage.patch(OaatGroup, 'rogue-pods-deleted', pause('true'))
    await finish(stage, pod)
    const paused = await groupThat(stage, 'rogue-pods-deleted', stateIs('paused'))
    t.match(historyOf(paused), [{ item: 'item1', result: 'Succeeded' }], 'what ran in the rogue pod counts for nothing')
    t.equal(historyOf(paused).length, 1)
  },
}
