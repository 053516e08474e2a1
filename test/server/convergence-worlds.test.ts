import { fileURLToPath } from 'node:url'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { exampleNames, settingsOf } from '../../scripts/examples/example.ts'
import { readPlan } from '../../src/cli/simulation/plan.ts'
import { configured } from '../../src/kit/configured.ts'
import { applyObject } from '../../src/simulation/apply.ts'
import { simulate } from '../../src/simulation/simulation.ts'
import type { Simulation, SimulationOptions } from '../../src/simulation/simulation.ts'
import { lamp, lampController } from '../simulation/fixtures/lamp.ts'
import type { manners } from '../simulation/fixtures/lamp.ts'
import { scheduleOf } from '../simulation/schedules/draw.ts'
import { play } from '../simulation/schedules/run.ts'
import { watchedHooks } from './fixtures/watched-hooks.ts'
import type { WatchedHooks } from './fixtures/watched-hooks.ts'

// The watch over parents that come to no rest, over worlds in which everything happens as Metacontroller lets it happen.

const hour = 3_600_000

const watchedRun = async (watched: WatchedHooks, { world, ...options }: Omit<SimulationOptions, 'limit'> & { readonly limit?: number }): Promise<Simulation> =>
  simulate({ limit: hour, ...options, world: { ...world, wire: (hooks, clock) => watched.wire(hooks, () => clock.now()) } })

const lit = async (manner: keyof typeof manners): Promise<WatchedHooks> => {
  const all = [lampController(manner)]
  const watched = watchedHooks(all)
  await watchedRun(watched, { world: { controllers: all }, actions: [{ at: 0, run: (world) => { applyObject(world, lamp('desk', { colour: 'red' }, { namespace: 'default' })) } }] })
  return watched
}

t.test('hooks that would write for ever are found, with what they write', async (t) => {
  t.match((await lit('flipping')).began, [{ controller: 'lamp', parent: 'Lamp default/desk', unrest: 'alternates', what: ['ConfigMap desk: data.colour'] }])
  t.match((await lit('counting')).began, [{ parent: 'Lamp default/desk', unrest: 'changes', what: ['the parent: status.count'] }])
  t.strictSame((await lit('good')).began, [])
})

const terminal = { out: () => undefined, err: () => undefined, stdin: () => Promise.resolve(''), now: () => '2026-01-01T00:00:00Z' }

t.test('no example is mistaken for one, from its first object to an hour later, groups of runs through a whole day', async (t) => {
  let calls = 0
  for (const name of exampleNames.filter((example) => !example.startsWith('studio/'))) {
    const settings = settingsOf(name)
    const own = configured(controllers, settings)
    const watched = watchedHooks(own)
    const { actions } = await readPlan([fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url))], {}, { controllers: own, terminal: { ...terminal, env: settings } })
    await watchedRun(watched, { world: { controllers: own, settings }, actions, limit: name.startsWith('oaat/') ? 24 * hour : hour, isWhole: true })
    t.strictSame(watched.began, [], name)
    calls += watched.calls()
  }
  t.ok(calls > 1000, `${calls} answers`)
})

t.test('nor is what edits, faults and restarts cause, as if all of it happened at one moment', async (t) => {
  let calls = 0
  const mistaken: object[] = []
  for (let seed = 1; seed <= 60; seed += 1) {
    const watched = watchedHooks(controllers)
    await play(scheduleOf(seed), (hooks) => watched.wire(hooks, () => 0))
    mistaken.push(...watched.began.map((restless) => ({ seed, ...restless })))
    calls += watched.calls()
  }
  t.strictSame(mistaken, [])
  t.ok(calls > 500, `${calls} answers`)
})
