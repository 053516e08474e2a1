import t from 'tap'
import { isNotFound } from '../../../src/engine/api-errors.ts'
import type { Fault } from '../../../src/cluster/fault.ts'
import { seeded } from '../../../src/cluster/seed.ts'
import { drawnTiming } from '../../../src/simulation/drawn-timing.ts'
import { engineName } from '../../../src/simulation/world.ts'
import { simulatedGroup } from './histories/simulated-group.ts'
import type { SimulatedGroup } from './histories/simulated-group.ts'

const schedules = 300
const minute = 60_000
const hour = 60 * minute

type Dice = (below: number) => number

const faults: readonly ((count: number) => Fault)[] = [
  (count) => ({ type: 'Conflict', client: engineName, count }),
  (count) => ({ type: 'RequestFailed', client: engineName, status: 503, count }),
  (count) => ({ type: 'AnswerLost', client: engineName, count }),
  (count) => ({ type: 'AnswerLost', client: engineName, kind: 'Pod', count }),
  (count) => ({ type: 'EventsLate', kind: 'Pod', milliseconds: count * 3000 }),
  (count) => ({ type: 'EventsLate', kind: 'OaatGroup', milliseconds: count * 3000 }),
  (count) => ({ type: 'EventsDropped', count, relistAfter: 5000 }),
  (count) => ({ type: 'PodCrash', pods: {}, times: count }),
  (count) => ({ type: 'PodPending', pods: { name: `nothing-${count}` } }),
]

/** Things go wrong for a while, one after the other. */
const trouble = async ({ world, pods }: SimulatedGroup, dice: Dice, takesPods: boolean): Promise<void> => {
  for (let step = 0; step < 8; step += 1) {
    await world.advance(dice(9000))
    const lot = dice(faults.length + 3)
    const [pod] = pods()
    if (lot < faults.length) {
      const end = world.cluster.faults.inject(faults[lot]?.(1 + dice(4)) ?? { type: 'MetricsUnavailable' })
      await world.advance(dice(8000))
      end()
    } else if (lot > faults.length || !takesPods || pod === undefined) world.restartEngine()
    else await taken(world, pod.metadata)
  }
}

const taken = async (world: SimulatedGroup['world'], { name, namespace }: { readonly name: string; readonly namespace?: string | undefined }): Promise<void> => {
  const kind = world.discovery.kind('v1', 'Pod')
  if (kind === undefined) return
  await world.cluster.client('somebody').delete({ kind, name, namespace }, { propagation: 'Background' }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error
  })
}

const broken = async (seed: number): Promise<readonly string[]> => {
  const { number } = seeded(seed)
  const strictSlot = seed % 3 === 0
  const group = await simulatedGroup({ oaatItems: ['a', 'b', 'c'], once: true, failureCoolOff: '10s', podRetention: { maxAge: '10m' }, strictSlot }, { seed, timing: drawnTiming })
  await trouble(group, (below) => Math.floor(number() * below), strictSlot)
  const first = await group.world.runUntilIdle()
  const before = group.writes.length
  group.world.restartEngine()
  await group.world.runUntilIdle()
  const { items = {}, history = [], state } = group.status()
  const told = history.map(({ podUID }) => podUID)
  const lost = [...group.finished].filter((uid) => told.filter((one) => one === uid).length !== 1)
  return [
    ...(group.mostActive() === 1 ? [] : [`${group.mostActive()} pods were active`]),
    ...(first.isIdle && group.writes.length === before ? [] : ['it does not come to rest']),
    ...(state === 'idle' && ['a', 'b', 'c'].every((item) => JSON.stringify(items[item]).includes('last_success')) ? [] : [`not every item succeeded: ${state}`]),
    ...(lost.length === 0 || strictSlot ? [] : [`results lost or told twice: ${lost.join()}`]),
  ].map((text) => `seed ${seed}: ${text}`)
}

t.test(`a group in ${schedules} schedules of trouble runs one item at a time, each until it succeeds, loses no result, and is quiet at rest`, async (t) => {
  const found: string[] = []
  for (let seed = 1; seed <= schedules && found.length < 5; seed += 1) found.push(...await broken(seed))
  t.strictSame(found, [])
})

t.test('an idle group costs no call between two due times', async (t) => {
  const group = await simulatedGroup({ oaatItems: ['a', 'b', 'c'], frequency: '1d', podRetention: { maxAge: '1h' } }, { seed: 1 })
  await group.world.advance(2 * hour)
  t.match(group.status(), { sequence: 3, state: 'idle' })
  const [calls, writes] = [group.calls(), group.writes.length]
  await group.world.advance(21 * hour)
  t.strictSame([group.calls(), group.writes.length], [calls, writes])
  await group.world.advance(2 * hour)
  t.match(group.status(), { sequence: 6 }, 'and is there when the time has come')
})
