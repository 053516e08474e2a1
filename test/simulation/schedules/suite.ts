import type t from 'tap'
import { brokenText, checkSeed } from './check.ts'

type Test = Pick<typeof t, 'test' | 'strictSame' | 'setTimeout'>

/** Schedules of a shard; with all shards together at least 10,000. */
const seedsOfShard = 2500
export const shards = 4

/** One part of the seeds; the parts run side by side. */
export const runShard = (t: Test, shard: number): void => {
  t.setTimeout(1_500_000)
  const from = 1 + (shard - 1) * seedsOfShard
  t.test(`schedules of the seeds ${from} to ${from + seedsOfShard - 1} end as a fresh start would`, async (t) => {
    const broken: string[] = []
    for (let seed = from; seed < from + seedsOfShard && broken.length < 3; seed += 1) {
      const found = await checkSeed(seed)
      if (found !== undefined) broken.push(brokenText(found))
    }
    t.strictSame(broken, [])
  })
}
