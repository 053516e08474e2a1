import { KasprApp } from '../family/looks.ts'
import { eventually } from '../harness/eventually.ts'
import type { Stage } from '../harness/stage.ts'
import type { FakeMembers } from './fake-members.ts'

/** Waits until the members of an app got so many signals in all. */
export const signalled = ({ signals }: FakeMembers, app: string, count: number): Promise<void> => eventually(`${app} got ${count} signals`, async () => {
  const seen = signals(`${app}-app`)
  return { done: seen.length === count, seen }
})

/** Waits until the decorator took the annotation for a rebalance away. */
export const unannotated = ({ get }: Stage, app: string): Promise<void> => eventually(`${app} lost its annotation`, async () => {
  const object = await get(KasprApp, app)
  return { done: object?.metadata.annotations?.['kaspr.io/rebalance'] === undefined, seen: object?.['status'] }
})
