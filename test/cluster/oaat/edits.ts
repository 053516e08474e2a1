import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import type { Scenario } from '../family/scenario.ts'
import { quiet } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { finish } from './kubelet.ts'
import { activePods, groupThat, historyOf, itemOf, restingAfter, runningPod, stateIs } from './looks.ts'
import { runLog } from './never-two.ts'
import { group, oaatType, typeName } from './resources.ts'

const podWrites = (stage: Stage): number => stage.writes().filter(({ resource }) => resource === 'pods').length

export const typeEdited: Scenario = {
  name: 'an edited OaatType is for the next pod',
  play: async (stage, t) => {
    await stage.apply(oaatType())
    await stage.apply(group('edited'))
    const pod = await runningPod(stage)
    await quiet(stage)
    const before = podWrites(stage)
    await stage.apply(oaatType({ priority: 0 }, 'busybox:2'))
    await quiet(stage)
    t.equal(podWrites(stage), before, 'no write to any pod')
    t.strictSame((await stage.get(Pod, pod.metadata.name))?.spec, pod.spec, 'the running pod is the same')
    await finish(stage, pod)
    const next = await runningPod(stage, ({ metadata }) => metadata.uid !== pod.metadata.uid)
    t.equal(fieldAt(next, 'spec', 'containers', 0, 'image'), 'busybox:2')
    await finish(stage, next)
    await stage.until(OaatGroup, 'edited', restingAfter(2))
    t.strictSame(runLog(stage), { created: 2, overlaps: [] })
  },
}

export const invalidEdit: Scenario = {
  name: 'an invalid edit touches no running pod and loses no result',
  play: async (stage, t) => {
    await stage.apply(oaatType())
    await stage.apply(group('broken'))
    const pod = await runningPod(stage)
    await quiet(stage)
    const before = podWrites(stage)
    await stage.patch(OaatGroup, 'broken', { spec: { oaatType: 'missing' } })
    const invalid = await groupThat(stage, 'broken', stateIs('invalid'))
    t.equal(fieldAt(invalid, 'status', 'oaat_action', 'message'), `Error: cannot find OaatType ${stage.namespace}/missing: missing does not exist.`)
    await quiet(stage)
    t.equal(podWrites(stage), before, 'no write to any pod')
    t.strictSame((await activePods(stage)).map(({ metadata }) => metadata.uid), [pod.metadata.uid])
    await finish(stage, pod)
    const counted = await groupThat(stage, 'broken', (seen) => historyOf(seen).length > 0)
    t.match(historyOf(counted), [{ item: itemOf(pod), result: 'Succeeded' }])
    t.strictSame(await activePods(stage), [], 'nothing starts')
    await stage.patch(OaatGroup, 'broken', { spec: { oaatType: typeName } })
    await finish(stage, await runningPod(stage))
    await stage.until(OaatGroup, 'broken', restingAfter(2))
    t.strictSame(runLog(stage), { created: 2, overlaps: [] })
  },
}
