import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { applyObject } from '../../src/simulation/apply.ts'
import { recordedWorld } from '../../src/simulation/recorded-world.ts'
import type { TimelineEntry } from '../../src/simulation/timeline.ts'
import { lamp, lampController } from './fixtures/lamp.ts'
import { app } from './fixtures/family.ts'

const lines = (entries: readonly TimelineEntry[]): readonly string[] => entries.map(({ type, by, verb, object }) => `${type} ${by} ${verb} ${object}`)

t.test('it tells who applied, who was asked and who wrote, in order', async (t) => {
  const { world, timeline } = recordedWorld({ controllers: [lampController('good')] })
  await applyObject(world, lamp('desk'))
  await world.runUntilIdle()
  t.strictSame(lines(timeline.entries().filter(({ type }) => type !== 'event')), [
    'apply kubectl created Lamp default/desk',
    'hook lamp sync Lamp default/desk',
    'write lamp create ConfigMap default/desk',
    'write lamp updateStatus Lamp default/desk',
    'hook lamp sync Lamp default/desk',
    'hook lamp sync Lamp default/desk',
  ])
  t.strictSame(timeline.entries().map(({ number }) => number), timeline.entries().map((_entry, index) => index + 1))
  t.match(timeline.entries().find(({ type }) => type === 'write'), { reason: 'the answer wants it and it is not there', parent: 'Lamp default/desk', time: /^2026-01-01T00:00:00\.\d{3}Z$/ })
})

t.test('entries are plain JSON', async (t) => {
  const { world, timeline } = recordedWorld({ controllers })
  await applyObject(world, app('shop', {}))
  await world.runUntilIdle()
  t.strictSame(JSON.parse(JSON.stringify(timeline.entries())), timeline.entries())
})

t.test('controllers of the cluster are told with what became of pods', async (t) => {
  const { world, timeline, objects } = recordedWorld({ controllers })
  await applyObject(world, app('shop', {}))
  await world.runUntilIdle()
  const told = timeline.entries().flatMap((entry) => entry.type === 'change' ? [`${entry.by} ${entry.verb} ${entry.object} ${entry.reason}`] : [])
  t.ok(told.includes('statefulset-controller created Pod default/shop-app-0 for StatefulSet shop-app'))
  t.ok(told.includes('kubelet status Pod default/shop-app-0 Running, ready'))
  t.ok(told.includes('persistentvolume-controller status PersistentVolumeClaim default/shop-app-pv-shop-app-0 Bound'))
  t.ok(objects().some(({ kind, metadata: { name } }) => kind === 'Pod' && name === 'shop-app-0'))
})

t.test('a hook that fails is told with its answer, and the pass with its causes', async (t) => {
  const { world, timeline } = recordedWorld({ controllers: [lampController('broken')] })
  await applyObject(world, lamp('desk'))
  await world.advance(1000)
  t.match(timeline.entries().find(({ type }) => type === 'hook'), { status: 500, message: /the bulb is broken/ })
  t.match(timeline.entries().find(({ type }) => type === 'pass'), { verb: 'failed', causes: [String] })
  t.ok(lines(timeline.entries()).includes('event metacontroller Warning Lamp default/desk'))
})

t.test('faults begin and end, and the engine restarts, in the open', async (t) => {
  const { world, timeline } = recordedWorld({ controllers: [lampController('good')] })
  const end = world.cluster.faults.inject({ type: 'PodPending', pods: { name: 'x' } })
  end()
  end()
  world.restartEngine()
  t.strictSame(lines(timeline.entries()).filter((line) => !line.startsWith('event')), ['fault user begins Pod x', 'fault user ends Pod x', 'restart user restarted Engine metacontroller'])
})

t.test('listeners hear of every entry, and only so many are kept', async (t) => {
  const { world, timeline } = recordedWorld({ controllers: [lampController('good')], most: 3 })
  const heard: number[] = []
  const stop = timeline.listen(({ number }) => { heard.push(number) })
  await applyObject(world, lamp('desk'))
  await world.runUntilIdle()
  stop()
  world.restartEngine()
  t.equal(timeline.entries().length, 3)
  t.strictSame(heard, heard.map((_number, index) => index + 3))
  t.ok(heard.length >= 5)
})
