import { seeded } from '../../../../src/cluster/seed.ts'
import { edits } from './edits.ts'
import { fates } from './history.ts'
import type { History, Step } from './history.ts'

/** How histories are drawn. */
export interface Kind {
  readonly strictSlot: 'always' | 'sometimes'
  /** Whether a new process may begin with older caches than the last one had. */
  readonly travels: boolean
}

type Dice = (below: number) => number

/** Steps of a history. */
const mostSteps = 36

const see = (dice: Dice): number => dice(3) === 0 ? 0 : dice(4) === 0 ? 100 : 1 + dice(3)
const from = <Value>(dice: Dice, values: readonly Value[]): readonly Value[] => values.slice(dice(values.length)).slice(0, 1)

const failing = (dice: Dice): Extract<Step, { do: 'sync' }>['fails'] => dice(4) > 0 ? [] : (['delete', 'create', 'status'] as const).filter(() => dice(2) === 0)

const step = (dice: Dice, { travels }: Kind): readonly Step[] => {
  const lot = dice(100)
  if (lot < 52) return [{ do: 'sync', see: [see(dice), see(dice), dice(3) === 0 ? 1 : 0], fails: failing(dice) }]
  if (lot < 78) return from(dice, [...fates, 'Succeeded' as const, 'Failed' as const]).map((becomes) => ({ do: 'pod', which: dice(3), becomes }))
  if (lot < 88) return from(dice, [1, 2, 31, 121, 700, 3601]).map((seconds) => ({ do: 'clock', seconds }))
  if (lot < 95) return [{ do: 'edit', which: dice(edits.length) }]
  if (lot < 98) return [{ do: 'restart', back: travels ? [dice(12), dice(12)] : [0, 0] }]
  return dice(3) === 0 ? [{ do: 'rogue', adopted: dice(2) === 0 }] : []
}

/** The history of a seed, and of nothing else. */
export const historyOf = (seed: number, kind: Kind): History => {
  const { number } = seeded(seed)
  const dice: Dice = (below) => Math.floor(number() * below)
  const strictSlot = kind.strictSlot === 'always' || dice(4) === 0
  return { seed, strictSlot, steps: Array.from({ length: 8 + dice(mostSteps - 8) }, () => step(dice, kind)).flat() }
}
