import { isDeepStrictEqual } from 'node:util'
import { fieldAt } from '../../goldens/rendered.ts'
import { StatefulSet } from '../../../src/kit/kinds.ts'
import { KasprApp, podsOf } from '../family/looks.ts'
import { eventually } from '../harness/eventually.ts'
import { appStatus, appWith, begin, messageOf, observed, said, setOf, statusOf } from './app-looks.ts'
import { broken, cutShort, drips, hangsUp, html, huge, mute, rebalancing, says, slowly, wrongTypes } from './fake-members.ts'
import type { Manner } from './fake-members.ts'
import type { Scenario } from './scenario.ts'

export const members: Scenario = {
  name: 'S11, S12, S14: members tell how they are; who is silent has no entry',
  app: 'tell',
  play: async (world, t, app) => {
    const { stage, members: { behave } } = world
    await begin(world, app)
    const pods = await podsOf(stage, app)
    const { members: first = [], rebalancingMembers } = await appStatus(stage, app)
    t.match(first, [{ id: 0, leader: true, rebalancing: false, podUID: pods[`${app}-app-0`] }, { id: 1, leader: false, podUID: pods[`${app}-app-1`] }])
    t.equal(rebalancingMembers, '0/2')
    behave(`${app}-app-1`, rebalancing)
    await stage.until(KasprApp, app, (object) => statusOf(object).rebalancingMembers === '1/2')
    const { members: second = [] } = await appStatus(stage, app)
    t.strictSame(second[0], first[0], 'the other one keeps its time')
    t.not(second[1]?.lastTransitionTime, first[1]?.lastTransitionTime)
    behave(`${app}-app-1`, mute)
    await stage.until(KasprApp, app, (object) => said(object, 'MembersObserved') === 'False/MembersSilent')
    const silent = await stage.get(KasprApp, app)
    t.equal(messageOf(silent, 'MembersObserved'), 'member 1: timeout')
    t.strictSame(statusOf(silent).members?.map(({ id }) => id), [0])
    t.equal(said(silent, 'Ready'), 'True/Healthy', 'a member that runs counts, whatever it says')
    behave(`${app}-app-1`, says())
    await stage.until(KasprApp, app, observed(2))
  },
}

/** What members do, by number, and what is to be told of it. */
const liars: readonly (readonly [Manner, string | undefined])[] = [
  [says({ leader: true }), undefined], [slowly(1000), undefined], [mute, 'timeout'], [drips, 'timeout'], [broken, 'http-500'],
  [html, 'bad-json'], [cutShort, 'bad-json'], [huge, 'bad-json'], [wrongTypes, 'bad-json'], [hangsUp, 'refused'],
]

export const lying: Scenario = {
  name: 'S5, S14: an app grows step by step; members that are slow, hang or lie are told by their errors',
  app: 'lie',
  play: async (world, t, app) => {
    const { stage, members: { behave } } = world
    for (const [id, [manner]] of liars.entries()) behave(`${app}-app-${id}`, manner)
    const steps: number[] = []
    await stage.apply(appWith(app, { members: liars.length }))
    await eventually('all members are asked', async () => {
      const replicas = Number(fieldAt(await stage.get(StatefulSet, `${app}-app`), 'spec', 'replicas') ?? 0)
      if (replicas > 0 && replicas !== steps.at(-1)) steps.push(replicas)
      const seen = ((await setOf(stage, app)).status?.members ?? []).map(({ error }) => error)
      return { done: isDeepStrictEqual(seen, liars.map(([, error]) => error)), seen: [steps, seen] }
    })
    t.strictSame(steps, [2, 6, 10])
    await stage.until(KasprApp, app, (object) => said(object, 'MembersObserved') === 'False/MembersSilent')
    t.strictSame((await appStatus(stage, app)).members?.map(({ id }) => id), [0, 1], 'only who answered has an entry')
    for (const id of liars.keys()) behave(`${app}-app-${id}`, says({ leader: id === 0 }))
    await stage.until(KasprApp, app, observed(liars.length))
    await stage.patch(KasprApp, app, { spec: { replicas: 3 } })
    await stage.until(KasprApp, app, observed(3))
  },
}
