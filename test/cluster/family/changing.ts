import { StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { KasprAgent, KasprApp, applied, podsOf, readyWith, rolledOut, volumesOf } from './looks.ts'
import { agent, app } from './resources.ts'
import type { Scenario } from './scenario.ts'

export const scaled: Scenario = {
  name: 'members come and go without a roll',
  play: async (stage, t) => {
    await stage.apply(app('flow', { replicas: 1 }))
    await stage.until(KasprApp, 'flow', readyWith(1))
    const before = await podsOf(stage, 'flow')
    await stage.patch(KasprApp, 'flow', { spec: { replicas: 3 } })
    await stage.until(KasprApp, 'flow', readyWith(3))
    t.match(await podsOf(stage, 'flow'), before, 'the first member stays')
    await stage.patch(KasprApp, 'flow', { spec: { replicas: 1 } })
    await stage.until(KasprApp, 'flow', readyWith(1))
    t.strictSame(await podsOf(stage, 'flow'), before)
  },
}

export const changed: Scenario = {
  name: 'a changed agent rolls its app',
  play: async (stage, t) => {
    await stage.apply(agent('count', 'roll'))
    await stage.until(KasprAgent, 'count', applied)
    await stage.apply(app('roll'))
    await stage.until(KasprApp, 'roll', readyWith(2))
    const before = await podsOf(stage, 'roll')
    const old = fieldAt(await stage.get(StatefulSet, 'roll-app'), 'status', 'updateRevision')
    await stage.apply(agent('count', 'roll', 'value + 1'))
    await stage.until(StatefulSet, 'roll-app', (set) => rolledOut(set) && fieldAt(set, 'status', 'updateRevision') !== old)
    await stage.until(KasprApp, 'roll', readyWith(2))
    const after = await podsOf(stage, 'roll')
    t.strictSame(Object.keys(after).filter((name) => after[name] === before[name]), [], 'every pod is a new one')
  },
}

export const moved: Scenario = {
  name: 'an agent moves to another app with its label',
  play: async (stage, t) => {
    await stage.apply(agent('nomad', 'here'))
    await stage.until(KasprAgent, 'nomad', applied)
    for (const name of ['here', 'beyond']) await stage.apply(app(name, { replicas: 1 }))
    for (const name of ['here', 'beyond']) await stage.until(KasprApp, name, readyWith(1))
    t.ok(volumesOf(await stage.get(StatefulSet, 'here-app')).includes('nomad-agent'))
    t.notOk(volumesOf(await stage.get(StatefulSet, 'beyond-app')).includes('nomad-agent'))
    await stage.patch(KasprAgent, 'nomad', { metadata: { labels: { 'kaspr.io/app': 'beyond' } } })
    await stage.until(StatefulSet, 'here-app', (set) => rolledOut(set) && !volumesOf(set).includes('nomad-agent'))
    await stage.until(StatefulSet, 'beyond-app', (set) => rolledOut(set) && volumesOf(set).includes('nomad-agent'))
    for (const name of ['here', 'beyond']) await stage.until(KasprApp, name, readyWith(1))
  },
}
