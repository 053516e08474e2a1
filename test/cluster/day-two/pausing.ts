import { KasprApp, conditionOf, podsOf } from '../family/looks.ts'
import { aWhile, annotated, appStatus, begin, claimsOf, operationsOf, read, statusOf } from './app-looks.ts'
import { grown, wish } from './growing.ts'
import type { Scenario } from './scenario.ts'
import { signalled, unannotated } from './signal-looks.ts'

export const pausing: Scenario = {
  name: 'S36, S37: a paused app does nothing by itself; what it put off comes afterwards, each once',
  app: 'calm',
  play: async (world, t, app) => {
    const { stage, members } = world
    await read(stage, 'calm-one', { owner: app, topic: 'rides' })
    await begin(world, app)
    const pods = await podsOf(stage, app)
    await stage.patch(KasprApp, app, annotated('pause-reconciliation', 'true'))
    await stage.until(KasprApp, app, (object) => conditionOf(object, 'Paused') === 'True')
    await stage.patch(KasprApp, app, wish('2Gi'))
    await read(stage, 'calm-two', { owner: app, topic: 'fares' })
    await aWhile()
    t.strictSame(await operationsOf(stage, app), [])
    t.strictSame(members.signals(`${app}-app`), [])
    t.strictSame(Object.values(await claimsOf(stage, app)), ['1Gi', '1Gi'])
    t.strictSame(await podsOf(stage, app), pods)
    await stage.patch(KasprApp, app, annotated('rebalance', 'now'))
    await signalled(members, app, 1)
    await unannotated(stage, app)
    t.equal((await appStatus(stage, app)).rebalanceRequired, true, 'the pods do not read the new topic yet')
    await stage.patch(KasprApp, app, annotated('pause-reconciliation', null))
    await signalled(members, app, 2)
    await grown(stage, app, { size: '2Gi', members: 2 })
    await stage.until(KasprApp, app, (object) => statusOf(object).rebalanceRequired === false)
    t.strictSame(Object.values(await claimsOf(stage, app)), ['2Gi', '2Gi'])
    t.equal(members.signals(`${app}-app`).length, 2)
  },
}
