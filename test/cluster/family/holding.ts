import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, Service, ServiceAccount, StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { KasprAgent, KasprApp, applied, conditionOf, gone, ownedNames, podsOf, readyWith, there } from './looks.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Stage } from '../harness/stage.ts'
import { agent, app } from './resources.ts'
import type { Scenario } from './scenario.ts'

/** An app of one member with one agent. */
const begin = async (stage: Stage, name: string): Promise<void> => {
  await stage.apply(agent('count', name))
  await stage.until(KasprAgent, 'count', applied)
  await stage.apply(app(name, { replicas: 1 }))
  await stage.until(KasprApp, name, readyWith(1))
}

const hashOf = (set: AnyObject | undefined): string | undefined => set?.metadata.annotations?.['kaspr.io/resource-hash']

export const repaired: Scenario = {
  name: 'what was broken by hand is repaired',
  play: async (stage, t) => {
    await begin(stage, 'drift')
    const pods = await podsOf(stage, 'drift')
    const [file, content = ''] = Object.entries(dataOf(await stage.get(ConfigMap, 'count-agent')))[0] ?? ['', '']
    await stage.patch(ConfigMap, 'count-agent', { data: { [file]: 'broken' } })
    await stage.until(ConfigMap, 'count-agent', (map) => fieldAt(map, 'data', file) === content)
    const { uid } = (await stage.get(Service, 'drift-app-api'))?.metadata ?? {}
    await stage.remove(Service, 'drift-app-api')
    await stage.until(Service, 'drift-app-api', (service) => there(service) && service?.metadata.uid !== uid)
    const hash = hashOf(await stage.get(StatefulSet, 'drift-app'))
    await stage.patch(StatefulSet, 'drift-app', { metadata: { annotations: { 'kaspr.io/resource-hash': 'by-hand', mine: 'stays' } } })
    await stage.until(StatefulSet, 'drift-app', (set) => hashOf(set) === hash)
    t.equal((await stage.get(StatefulSet, 'drift-app'))?.metadata.annotations?.['mine'], 'stays', 'what others add stays')
    t.strictSame(await podsOf(stage, 'drift'), pods, 'no pod was replaced')
  },
}

const dataOf = (map: AnyObject | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Object(fieldAt(map, 'data'))).map(([key, value]) => [key, String(value)]))

const memoryOf = (set: AnyObject | undefined) => fieldAt(set, 'spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'memory')

const pause = (value: string | null) => ({ metadata: { annotations: { 'kaspr.io/pause-reconciliation': value } } })

export const paused: Scenario = {
  name: 'a paused app is left alone',
  play: async (stage, t) => {
    await begin(stage, 'calm')
    await stage.patch(KasprApp, 'calm', pause('true'))
    await stage.until(KasprApp, 'calm', (parent) => conditionOf(parent, 'Paused') === 'True')
    await stage.patch(Service, 'calm-app-api', { metadata: { labels: { 'kaspr.io/app': 'by-hand' } } })
    await stage.patch(KasprApp, 'calm', { spec: { resources: { limits: { memory: '2Gi' } } } })
    await stage.until(KasprApp, 'calm', (parent) => conditionOf(parent, 'Paused') === 'True')
    t.equal(memoryOf(await stage.get(StatefulSet, 'calm-app')), '1Gi', 'a new spec waits')
    t.equal((await stage.get(Service, 'calm-app-api'))?.metadata.labels?.['kaspr.io/app'], 'by-hand')
    await stage.patch(KasprApp, 'calm', pause(null))
    await stage.until(Service, 'calm-app-api', (service) => service?.metadata.labels?.['kaspr.io/app'] === 'calm')
    await stage.until(StatefulSet, 'calm-app', (set) => memoryOf(set) === '2Gi')
    await stage.until(KasprApp, 'calm', readyWith(1))
  },
}

export const deleted: Scenario = {
  name: 'a deleted app takes its own with it and nothing else',
  play: async (stage, t) => {
    await begin(stage, 'leave')
    await stage.remove(KasprApp, 'leave')
    await stage.until(KasprApp, 'leave', gone)
    for (const kind of [StatefulSet, HorizontalPodAutoscaler, ServiceAccount]) await stage.until(kind, kind === HorizontalPodAutoscaler ? 'leave-app-hpa' : 'leave-app', gone)
    for (const name of ['leave-app', 'leave-app-api']) await stage.until(Service, name, gone)
    await stage.until(ConfigMap, 'leave-app-config', gone)
    for (const { metadata } of await stage.list(PersistentVolumeClaim)) await stage.until(PersistentVolumeClaim, metadata.name, gone)
    t.strictSame(await ownedNames(stage, ConfigMap), ['count-agent'], 'the agent keeps its file')
    await stage.remove(KasprAgent, 'count')
    await stage.until(ConfigMap, 'count-agent', gone)
  },
}
