import { controllers } from '../../hooks/index.ts'
import { seeded } from '../../src/cluster/seed.ts'
import type { Seed } from '../../src/cluster/seed.ts'
import type { Clock } from '../../src/engine/object-store.ts'
import { pause } from '../../src/engine/pause.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { applyObject } from '../../src/simulation/apply.ts'
import { drawnTiming } from '../../src/simulation/drawn-timing.ts'
import { createWorld } from '../../src/simulation/world.ts'
import { buildStewardMetrics } from '../../steward/metrics.ts'
import type { Members } from '../../steward/members.ts'
import { startSteward } from '../../steward/steward.ts'

const replicas = 3
/** Default settings of the service (kaspr-lifecycle.md 1.2). */
const thresholdSeconds = 300
const target = 90

const app = trusted<KubernetesObject & JsonObject>({
  apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', metadata: { name: 'shop', namespace: 'default' },
  spec: { replicas, bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, storage: { type: 'persistent-claim', class: 'standard', size: '1Gi' } },
})

interface Trouble {
  readonly hanging: string
  /** Answers nobody, so that every round takes as long as it may. */
  readonly silent: string | undefined
  since: number
}

const below = ({ number }: Seed, end: number): number => Math.floor(number() * end)

const membersOf = (clock: Clock, seed: Seed, trouble: Trouble): Members => ({
  askMember: async ({ pod, timeoutMilliseconds }) => {
    const isSilent = pod === trouble.silent
    await pause(clock, isSilent ? timeoutMilliseconds : 5 + below(seed, 300))
    return isSilent ? { answered: false, error: 'timeout' }
      : { answered: true, leader: pod.endsWith('-0'), rebalancing: pod === trouble.hanging && clock.now() >= trouble.since, recovering: false }
  },
  signalRebalance: async () => undefined,
})

/** Timers of a real process come a little late. */
const late = (clock: Clock, seed: Seed): Clock => ({ now: clock.now, after: (milliseconds, callback) => clock.after(milliseconds + below(seed, 40), callback) })

const silence = { debug: () => {}, info: () => {}, warn: () => {} }

/** Seconds from the threshold until the pod was deleted; undefined: never. */
const secondsLate = async (number: number, hasSilent: boolean): Promise<number | undefined> => {
  const seed = seeded(number)
  const deleted: number[] = []
  const world = createWorld({ controllers, seed: number, timing: drawnTiming })
  const { clock } = world.cluster
  await applyObject(world, app)
  await world.advance(600_000)
  const trouble: Trouble = { hanging: `shop-app-${below(seed, 2)}`, silent: hasSilent ? 'shop-app-2' : undefined, since: Infinity }
  const store = world.cluster.client('steward')
  const steward = startSteward({
    store: { ...store, delete: async (reference, how) => { if (reference.name === trouble.hanging) deleted.push(clock.now()); await store.delete(reference, how) } },
    clock: late(clock, seed), members: membersOf(clock, seed, trouble), identity: 'one', leaseNamespace: 'default', concurrency: 16, operates: true, log: silence,
    meter: buildStewardMetrics('bench').meter,
  })
  await world.advance(120_000 + below(seed, 60_000))
  trouble.since = clock.now()
  await world.advance((thresholdSeconds + 300) * 1000)
  void steward.stop()
  return deleted[0] === undefined ? undefined : (deleted[0] - trouble.since) / 1000 - thresholdSeconds
}

/** One line: how the seconds after the threshold are spread. Gives whether all were in time. */
const spread = async (seeds: number, hasSilent: boolean): Promise<boolean> => {
  const found: (number | undefined)[] = []
  for (let number = 1; number <= seeds; number += 1) found.push(await secondsLate(number, hasSilent))
  const sorted = found.filter((one) => one !== undefined).toSorted((a, b) => a - b)
  const at = (part: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN).toFixed(1)
  process.stdout.write(`${hasSilent ? 'One of the others silent' : 'All others well'}: ${sorted.length} of ${seeds} terminated; seconds after the threshold: least ${at(0)}, median ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)} (at most ${target})\n`)
  return sorted.length === seeds && (sorted.at(-1) ?? Infinity) <= target
}

/**
 * How long after its threshold a hung member is terminated, in simulated time. Gives whether that was always in time. A
 * silent member holds every report up by its timeout: that is told, and not part of the target.
 */
export const measureHung = async (seeds: number): Promise<boolean> => {
  const isMet = await spread(seeds, false)
  await spread(seeds, true)
  return isMet
}
