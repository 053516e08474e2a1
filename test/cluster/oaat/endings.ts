import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import type { Scenario } from '../family/scenario.ts'
import { gone } from '../family/looks.ts'
import { finish } from './kubelet.ts'
import { activePods, groupThat, historyOf, itemAt, itemOf, restingAfter, runningPod, runs } from './looks.ts'
import { runLog } from './never-two.ts'
import { group, oaatType } from './resources.ts'

const other = (item: string): string => item === 'item1' ? 'item2' : 'item1'

export const failed: Scenario = {
  name: 'a failed run is counted once and the other item runs',
  play: async (stage, t) => {
    await stage.apply(oaatType())
    await stage.apply(group('failing', { failureCoolOff: '1h' }))
    const pod = await runningPod(stage)
    const item = itemOf(pod)
    await finish(stage, pod, 3)
    await finish(stage, await runningPod(stage, runs(other(item))))
    const idle = await groupThat(stage, 'failing', restingAfter(2))
    t.match(historyOf(idle), [{ item: other(item), result: 'Succeeded', exitCode: 0 }, { item, result: 'Failed', exitCode: 3, reason: 'Error' }])
    t.equal(itemAt(idle, item, 'failure_count'), '1')
    t.equal(itemAt(idle, item, 'last_success'), undefined)
    t.strictSame(runLog(stage), { created: 2, overlaps: [] })
  },
}

export const vanished: Scenario = {
  name: 'a deleted pod has vanished and the next run starts',
  play: async (stage, t) => {
    await stage.apply(oaatType())
    await stage.apply(group('vanishing'))
    const pod = await runningPod(stage)
    await stage.until(OaatGroup, 'vanishing', (seen) => seen !== undefined && JSON.stringify(seen['status']).includes(String(pod.metadata.uid)))
    await stage.remove(Pod, pod.metadata.name)
    const next = await runningPod(stage, ({ metadata }) => metadata.uid !== pod.metadata.uid)
    t.not(next.metadata.name, pod.metadata.name, 'a run of its own')
    const seen = await stage.get(OaatGroup, 'vanishing')
    t.match(historyOf(seen), [{ sequence: 1, item: itemOf(pod), result: 'Vanished', podUID: String(pod.metadata.uid) }])
    t.ok([undefined, '0'].some((count) => count === itemAt(seen, itemOf(pod), 'failure_count')), 'no failure')
    t.equal((await activePods(stage)).length, 1)
  },
}

export const impossible: Scenario = {
  name: 'a pod that the API server refuses fails in the end',
  play: async (stage, t) => {
    await stage.apply(oaatType({ nodeSelector: { place: 'not a label' } }))
    await stage.apply(group('impossible', { startTimeout: '5s', failureCoolOff: '1h' }))
    const counted = await groupThat(stage, 'impossible', (seen) => historyOf(seen).length > 0)
    const [{ item, ...first } = {}] = historyOf(counted)
    t.match(first, { sequence: 1, result: 'PodNotCreated', reason: 'PodNotCreated' })
    await stage.apply(oaatType())
    await finish(stage, await runningPod(stage, runs(other(String(item)))))
    const seen = await groupThat(stage, 'impossible', (now) => historyOf(now).length > 1)
    t.match(historyOf(seen), [{ item: other(String(item)), result: 'Succeeded' }, { item }])
    t.equal(itemAt(seen, String(item), 'failure_count'), '1')
    t.equal(runLog(stage).created, 1)
  },
}

export const stuck: Scenario = {
  name: 'a pod that no node takes fails at its deadline',
  play: async (stage, t) => {
    await stage.apply(oaatType({ nodeSelector: { place: 'nowhere' } }))
    await stage.apply(group('stuck', { activeDeadline: '5s', failureCoolOff: '1h' }))
    await stage.until(OaatGroup, 'stuck', (seen) => seen !== undefined && JSON.stringify(seen['status'] ?? '').includes('podUID'))
    const [pod] = await activePods(stage)
    const item = pod === undefined ? '' : itemOf(pod)
    t.equal(fieldAt(pod, 'spec', 'activeDeadlineSeconds'), 5)
    await stage.apply(oaatType())
    await stage.until(Pod, pod?.metadata.name ?? '', gone)
    const next = await runningPod(stage, runs(other(item)))
    const seen = await stage.get(OaatGroup, 'stuck')
    t.match(historyOf(seen), [{ item, result: 'Failed', reason: 'DeadlineExceeded' }])
    t.equal(itemAt(seen, item, 'failure_count'), '1')
    t.strictSame((await activePods(stage)).map(({ metadata }) => metadata.uid), [next.metadata.uid])
  },
}
