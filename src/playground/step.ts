import type { Stage } from './stage.ts'

const longest = 300_000

/** Goes on until something in the cluster changes, five minutes at most. */
export const stepToChange = async ({ world: { cluster: { clock } }, inventory }: Stage): Promise<void> => {
  const [before, end] = [inventory.revision(), clock.now() + longest]
  while (inventory.revision() === before && (clock.next() ?? Infinity) <= end) await clock.step()
}
