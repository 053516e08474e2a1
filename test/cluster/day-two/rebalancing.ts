import { setTimeout as pause } from 'node:timers/promises'
import { KasprApp, rolledOut } from '../family/looks.ts'
import { StatefulSet } from '../../../src/kit/kinds.ts'
import { aWhile, annotated, appStatus, begin, messageOf, observed, read, said, statusOf } from './app-looks.ts'
import { broken, says } from './fake-members.ts'
import type { Scenario } from './scenario.ts'
import { signalled, unannotated } from './signal-looks.ts'

const settled = (requests: number) => (object: Parameters<typeof said>[0]): boolean => {
  const { rebalance, rebalanceRequired } = statusOf(object)
  return rebalance?.requests === requests && rebalanceRequired === false && said(object, 'Rebalanced') === 'True/Settled'
}

export const automatic: Scenario = {
  name: 'S25, S26, S27: a new topic brings one rebalance, by its leader; another agent of the same topic brings none',
  app: 'topics',
  play: async (world, t, app) => {
    const { stage, members } = world
    members.behave(`${app}-app-0`, says())
    members.behave(`${app}-app-1`, says({ leader: true }))
    await read(stage, 'first', { owner: app, topic: 'rides' })
    await begin(world, app)
    t.equal((await appStatus(stage, app)).rebalanceRequired, false, 'what is found at first is settled')
    await read(stage, 'second', { owner: app, topic: 'fares' })
    await stage.until(KasprApp, app, settled(1))
    t.match(members.signals(`${app}-app`), [{ pod: `${stage.namespace}/${app}-app-1` }], 'one signal, to the leader')
    t.match((await appStatus(stage, app)).rebalance, { last: { reason: 'subscription_change', result: 'Succeeded', attempt: 1 } })
    const { metadata: { generation = 0 } = {} } = await stage.get(StatefulSet, `${app}-app`) ?? {}
    await read(stage, 'third', { owner: app, topic: 'fares' })
    await stage.until(StatefulSet, `${app}-app`, (set) => (set?.metadata.generation ?? 0) > generation && rolledOut(set))
    await stage.until(KasprApp, app, observed(2))
    await aWhile()
    t.equal(members.signals(`${app}-app`).length, 1, 'pods rolled, nobody was told to rebalance')
    t.ok(settled(1)(await stage.get(KasprApp, app)))
  },
}

export const byHand: Scenario = {
  name: 'S34, S35: the annotation asks once and is taken away, also when the leader refuses',
  app: 'hand',
  play: async (world, t, app) => {
    const { stage, members } = world
    await begin(world, app)
    await stage.patch(KasprApp, app, annotated('rebalance', 'please'))
    await signalled(members, app, 1)
    await unannotated(stage, app)
    t.match((await appStatus(stage, app)).rebalance, { requests: 1, last: { reason: 'manual', result: 'Succeeded' } })
    members.takeSignals(`${app}-app-0`, broken)
    // Set again before the hook has seen it gone, it would count as the old one.
    await stage.until(KasprApp, app, (object) => statusOf(object).rebalance?.manual === undefined)
    await stage.patch(KasprApp, app, annotated('rebalance', 'please'))
    await signalled(members, app, 2)
    await unannotated(stage, app)
    const failed = await stage.get(KasprApp, app)
    t.equal(said(failed, 'Rebalanced'), 'False/RebalanceRequestFailed')
    t.equal(messageOf(failed, 'Rebalanced'), 'Rebalance request failed: The leader answered with status 500')
    // Longer than the first delay after which an automatic request would come again.
    await pause(35_000)
    t.equal(members.signals(`${app}-app`).length, 2, 'it is not tried again')
  },
}
