import { KasprApp, podsOf } from '../family/looks.ts'
import { eventually } from '../harness/eventually.ts'
import type { Stage } from '../harness/stage.ts'
import { annotated, appStatus, begin, claimsOf, deleted, said, setOf } from './app-looks.ts'
import { grown, wish } from './growing.ts'
import type { Scenario } from './scenario.ts'
import { signalled, unannotated } from './signal-looks.ts'
import { withStewards } from './own-stewards.ts'

/** Looks as often as it can: the whole operation takes the blink of an eye. */
const beginsToGrow = (stage: Stage, app: string): Promise<void> => eventually('the first claim has grown', async () => {
  const sizes = Object.values(await claimsOf(stage, app))
  return { done: sizes.includes('2Gi'), seen: sizes }
}, 1)

export const killed: Scenario = {
  name: 'S60, the steward: killed in the middle of an operation, its successor does nothing twice',
  app: 'dies',
  play: (world, t, app) => withStewards(world, async (next) => {
    const { stage, members } = world
    const first = next()
    await begin(world, app, { members: 6 })
    // It dies between the signal and the answer.
    members.takeSignals(`${app}-app-0`, () => { void first.kill() })
    await stage.patch(KasprApp, app, annotated('rebalance', 'please'))
    await signalled(members, app, 1)
    await first.kill()
    t.match((await setOf(stage, app)).status?.operations, [{ state: 'Running', attempts: 1 }], 'begun and written down before the signal')
    const second = next()
    await unannotated(stage, app)
    t.equal(said(await stage.get(KasprApp, app), 'Rebalanced'), 'False/RebalanceRequestFailed')
    t.match((await appStatus(stage, app)).rebalance?.last, { result: 'Failed', message: /restarted/ })
    t.equal(members.signals(`${app}-app`).length, 1, 'nobody sent it again')

    const pods = await podsOf(stage, app)
    await stage.patch(KasprApp, app, wish('2Gi'))
    await beginsToGrow(stage, app)
    await second.kill()
    t.comment(`killed when ${Object.values(await claimsOf(stage, app)).join(' ')} and the operation was ${(await setOf(stage, app)).status?.operations?.at(-1)?.state ?? 'unknown'}`)
    next()
    await grown(stage, app, { size: '2Gi', members: 6 })
    const { storage } = await appStatus(stage, app)
    t.comment(`complete with attempt ${storage?.attempt ?? 0}`)
    t.strictSame(Object.values(await claimsOf(stage, app)), ['2Gi', '2Gi', '2Gi', '2Gi', '2Gi', '2Gi'])
    t.strictSame(deleted(stage, app, 'statefulsets'), [`${app}-app`], 'made anew once')
    t.strictSame(await podsOf(stage, app), pods)
  }),
}
