import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, Service, ServiceAccount, StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { KasprAgent, KasprApp, KasprJoin, KasprTable, KasprTask, KasprWebView, applied, gone, ownedNames, podsOf, readyWith, there, volumesOf } from './looks.ts'
import { agent, app, join, packages, table, task, webview } from './resources.ts'
import type { Scenario } from './scenario.ts'

export const everyKind: Scenario = {
  name: 'every kind is created',
  play: async (stage, t) => {
    const parts = [table('totals', 'orders'), task('tick', 'orders'), webview('page', 'orders'), agent('count', 'orders')]
    for (const part of parts) await stage.apply(part)
    for (const [kind, name] of [[KasprTable, 'totals'], [KasprTask, 'tick'], [KasprWebView, 'page'], [KasprAgent, 'count']] as const) await stage.until(kind, name, applied)
    await stage.apply(app('orders'))
    await stage.until(KasprApp, 'orders', readyWith(2))
    t.strictSame(await ownedNames(stage, ConfigMap), ['count-agent', 'orders-app-config', 'page-webview', 'tick-task', 'totals-table'])
    t.strictSame(await ownedNames(stage, Service), ['orders-app', 'orders-app-api'])
    for (const kind of [ServiceAccount, HorizontalPodAutoscaler, StatefulSet]) t.equal((await ownedNames(stage, kind)).length, 1, kind.kind)
    const volumes = volumesOf(await stage.get(StatefulSet, 'orders-app'))
    for (const volume of ['count-agent', 'page-webview', 'tick-task', 'totals-table']) t.ok(volumes.includes(volume), `pods mount ${volume}`)
    t.strictSame(Object.keys(await podsOf(stage, 'orders')).toSorted(), ['orders-app-0', 'orders-app-1'])
  },
}

export const joined: Scenario = {
  name: 'a join brings one file for all that belongs to it',
  play: async (stage, t) => {
    for (const part of [table('left', 'match'), table('right', 'match')]) await stage.apply(part)
    for (const name of ['left', 'right']) await stage.until(KasprTable, name, applied)
    await stage.apply(join('meet', 'match', ['left', 'right']))
    await stage.until(KasprJoin, 'meet', applied)
    await stage.apply(app('match', { replicas: 1 }))
    await stage.until(KasprApp, 'match', readyWith(1))
    await stage.until(ConfigMap, 'match-app-joins', there)
    const volumes = volumesOf(await stage.get(StatefulSet, 'match-app'))
    t.ok(volumes.includes('match-app-joins'))
    t.notOk(volumes.includes('left-table'), 'what a join uses is not mounted twice')
  },
}

export const packaged: Scenario = {
  name: 'packages are installed once for all members',
  play: async (stage, t) => {
    await stage.apply(app('pack', { pythonPackages: packages }))
    await stage.until(KasprApp, 'pack', readyWith(2))
    const [claim = ''] = await ownedNames(stage, PersistentVolumeClaim)
    t.equal(fieldAt(await stage.get(PersistentVolumeClaim, claim), 'status', 'phase'), 'Bound')
    t.ok(Array.isArray(fieldAt(await stage.get(StatefulSet, 'pack-app'), 'spec', 'template', 'spec', 'initContainers')))
    await stage.patch(KasprApp, 'pack', { spec: { pythonPackages: null } })
    await stage.until(PersistentVolumeClaim, claim, gone)
    await stage.until(KasprApp, 'pack', readyWith(2))
    t.equal(fieldAt(await stage.get(StatefulSet, 'pack-app'), 'spec', 'template', 'spec', 'initContainers'), undefined)
  },
}
