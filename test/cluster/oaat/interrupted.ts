import { setTimeout as sleep } from 'node:timers/promises'
import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import type { Test } from 'tap'
import type { Operator } from '../harness/operator.ts'
import type { Stage } from '../harness/stage.ts'
import { finish } from './kubelet.ts'
import { activePods, groupThat, historyOf, itemAt, itemOf, restingAfter, runningPod } from './looks.ts'
import { runLog } from './never-two.ts'
import { group, oaatType } from './resources.ts'

/** A story in which the operator itself has trouble; only one may be told at a time. */
export interface Interruption {
  readonly name: string
  readonly play: (stage: Stage, t: Test, operator: Operator) => Promise<void>
}

/** Every item ran once, whatever happened. */
const allOnce = async (stage: Stage, t: Test, name: string): Promise<void> => {
  const idle = await groupThat(stage, name, restingAfter(2))
  t.strictSame(historyOf(idle).map(({ item, result }) => `${String(item)} ${String(result)}`).toSorted(), ['item1 Succeeded', 'item2 Succeeded'], 'nothing lost, nothing doubled')
  for (const item of ['item1', 'item2']) t.equal(itemAt(idle, item, 'runtime_count'), '1', item)
  t.strictSame(runLog(stage), { created: 2, overlaps: [] })
}

// Twenty seconds stand for five minutes: a hook that fails is asked again after 5 ms, then twice as late each time, so that these
// are about twelve attempts and five minutes would be sixteen.
const outage = { before: 6, behind: 14 }

export const hookOutage: Interruption = {
  name: 'hooks are away while a run ends',
  play: async (stage, t, operator) => {
    await stage.apply(oaatType())
    await stage.apply(group('outage'))
    const pod = await runningPod(stage)
    await stage.until(OaatGroup, 'outage', (seen) => JSON.stringify(seen?.['status']).includes(String(pod.metadata.uid)))
    await operator.withoutHooks(async () => {
      await sleep(outage.before * 1000)
      t.equal((await activePods(stage))[0]?.metadata.uid, pod.metadata.uid, 'the running pod goes on')
      const before = stage.writes().length
      await finish(stage, pod)
      await sleep(outage.behind * 1000)
      t.strictSame(stage.writes().slice(before), [], 'nothing is written without an answer')
    })
    await finish(stage, await runningPod(stage, ({ metadata }) => metadata.uid !== pod.metadata.uid))
    await allOnce(stage, t, 'outage')
  },
}

export const restarted: Interruption = {
  name: 'the operator restarts in mid-run',
  play: async (stage, t, operator) => {
    await stage.apply(oaatType())
    await stage.apply(group('restart'))
    const pod = await runningPod(stage)
    await operator.restart(() => sleep(1000))
    await sleep(3000)
    t.strictSame((await activePods(stage)).map(({ metadata }) => metadata.uid), [pod.metadata.uid], 'the run goes on, alone')
    await operator.restart(() => finish(stage, pod))
    const next = await runningPod(stage, ({ metadata }) => metadata.uid !== pod.metadata.uid)
    t.not(itemOf(next), itemOf(pod), 'the result was found')
    await finish(stage, next)
    await allOnce(stage, t, 'restart')
  },
}
