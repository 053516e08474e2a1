import t from 'tap'
import { applyObject, deleteObject } from '../../src/simulation/apply.ts'
import { simulate } from '../../src/simulation/simulation.ts'
import type { Action, Simulation, SimulationOptions } from '../../src/simulation/simulation.ts'
import { lamp, lampController } from './fixtures/lamp.ts'
import type { manners } from './fixtures/lamp.ts'

const applying = (at = 0, spec = { colour: 'red' }): Action => ({ at, run: async (world) => { await applyObject(world, lamp('desk', spec)) } })
const run = (manner: keyof typeof manners, options: Partial<SimulationOptions> = {}): Promise<Simulation> =>
  simulate({ world: { controllers: [lampController(manner)] }, actions: [applying()], limit: 3_600_000, ...options })

t.test('what is good comes to rest, is quiet there, and says how much it took', async (t) => {
  const simulation = await run('good')
  t.match(simulation, { converged: true, rounds: 1, writes: 2, writesAtRest: [], loops: [], failing: [], pending: 0, crash: undefined })
  t.ok(simulation.seconds < 1)
  t.ok(simulation.objects.some(({ kind }) => kind === 'ConfigMap'))
})

t.test('a child that flips is named, with the field, its values and who writes it', async (t) => {
  const { converged, loops } = await run('flipping')
  t.equal(converged, false)
  t.match(loops[0], { object: 'ConfigMap default/desk', flips: [{ path: 'data.colour', writers: ['metacontroller'] }] })
  t.strictSame(loops[0]?.flips[0]?.values.toSorted(), ['"blue"', '"red"'])
})

t.test('a status that counts its own syncs is named', async (t) => {
  const { converged, loops } = await run('counting')
  t.equal(converged, false)
  t.match(loops[0], { object: 'Lamp default/desk', writes: 1001, flips: [{ path: 'status.count', values: ['998', '999', '1000', '1001'] }] })
})

t.test('a hook that fails did not converge, and says why', async (t) => {
  t.match(await run('broken'), { converged: false, loops: [], failing: [{ parent: 'Lamp default/desk', controller: 'lamp', message: /the bulb is broken/ }] })
})

t.test('an API server that never answers is no rest', async (t) => {
  t.match(await run('good', { actions: [applying(), { at: 0, run: (world) => { world.cluster.faults.inject({ type: 'RequestFailed', count: 1_000_000 }) } }] }), { converged: false })
})

t.test('actions are done at their time, those after the end are not', async (t) => {
  const { objects, events } = await run('good', { actions: [applying(90_000, { colour: 'green' }), applying(), applying(200_000, { colour: 'blue' })], limit: 120_000 })
  t.match(objects.find(({ kind }) => kind === 'Lamp'), { spec: { colour: 'green' } })
  t.match(events.filter(({ type }) => type === 'apply').map(({ seconds }) => seconds), [0, 90])
})

t.test('it ends when a condition is true and nothing follows at once', async (t) => {
  const isGreen: SimulationOptions['until'] = (objects) => objects.some((object) => object.kind === 'ConfigMap' && JSON.stringify(object['data']) === '{"colour":"green"}')
  t.match(await run('good', { actions: [applying(), applying(5000, { colour: 'green' })], until: isGreen }), { converged: true })
  t.match(await run('good', { until: isGreen }), { converged: false })
})

t.test('it goes through the whole time, whatever happens in between, and does not look for rest', async (t) => {
  const elapsed: number[] = []
  const simulation = await run('good', { actions: [applying(), applying(80_000_000, { colour: 'blue' })], limit: 86_400_000, isWhole: true, progress: (progress) => { elapsed.push(progress.elapsed) } })
  t.match(simulation, { converged: true, writesAtRest: [], runs: [] })
  t.ok(simulation.seconds > 80_000 && simulation.seconds < 80_001)
  t.ok((elapsed.at(-1) ?? 0) > 80_000_000, 'it does not stop at the first rest')
  t.match(await run('broken', { limit: 86_400_000, isWhole: true }), { converged: false, failing: [{ parent: 'Lamp default/desk' }] })
  t.match(await run('flipping', { limit: 86_400_000, isWhole: true }), { converged: false, loops: [{ object: 'ConfigMap default/desk' }] })
})

t.test('a parent that is gone fails no longer', async (t) => {
  const gone: Action = { at: 5000, run: (world) => deleteObject(world, lamp('desk')) }
  t.match(await run('broken', { actions: [applying(), gone], limit: 30_000 }), { failing: [] })
})

t.test('progress is told before every step', async (t) => {
  const elapsed: number[] = []
  await run('good', { progress: (progress) => { elapsed.push(progress.elapsed) } })
  t.ok(elapsed.length > 3)
  t.strictSame(elapsed, elapsed.toSorted((a, b) => a - b))
})

t.test('the same seed gives the same simulation, to the byte', async (t) => {
  const once = (): Promise<string> => run('good', { world: { controllers: [lampController('good')], seed: 7 } }).then((simulation) => JSON.stringify(simulation))
  t.equal(await once(), await once())
})
