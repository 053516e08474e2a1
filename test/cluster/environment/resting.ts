import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { atRest } from './ground.ts'
import type { Ground } from './ground.ts'

const restSeconds = 15

/** Shows that a ready environment is as the API server stores it: no child was written twice on the way, and now nothing is. */
export const rests = async (ground: Ground, t: Test): Promise<void> => {
  await atRest(ground)
  const before = ground.writes()
  t.ok(before.length > 0, 'the log knows what was written before')
  t.strictSame(before.filter(({ status }) => status >= 400), [], 'the API server refused nothing')
  t.strictSame(before.filter(({ verb, resource }) => verb === 'update' && resource !== 'environments'), [], 'no child was written again')
  await sleep(restSeconds * 1000)
  t.strictSame(ground.writes().slice(before.length), [], `no write request in ${restSeconds} seconds`)
}
