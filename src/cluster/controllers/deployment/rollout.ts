/** A ReplicaSet as a rollout sees it. */
export interface Side {
  readonly name: string
  /** Wanted pods. */
  readonly replicas: number
  readonly available: number
}

/** What a rollout starts from. `old` is ordered, oldest first. */
export interface Rollout {
  readonly wanted: number
  readonly surge: number
  readonly unavailable: number
  readonly fresh: Side
  readonly old: readonly Side[]
}

export type Sizes = ReadonlyMap<string, number>

/** A number, or a share of the wanted pods such as `25%`. */
export const share = (value: number | string | undefined, wanted: number, round: (amount: number) => number): number => {
  if (typeof value === 'number') return value
  return round(Number((value ?? '0').replace('%', '')) * wanted / 100)
}

/** How far a rollout may go beyond the wanted number, and below it. Never both zero. */
export const bounds = (wanted: number, limits: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string } = {}): { readonly surge: number; readonly unavailable: number } => {
  const surge = share(limits.maxSurge, wanted, Math.ceil)
  const unavailable = share(limits.maxUnavailable, wanted, Math.floor)
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, wanted) }
}

const total = (sides: readonly Side[], count: (side: Side) => number): number => sides.reduce((sum, side) => sum + count(side), 0)

/**
 * Sizes that change in the next step of a rolling update; empty when nothing does. First the new pods grow as far as the
 * surge allows; in a step where they do not, old ones go: those that are not available first.
 */
export const rollingStep = (rollout: Rollout): Sizes => {
  const grown = newSize(rollout)
  if (grown !== rollout.fresh.replicas) return new Map([[rollout.fresh.name, grown]])
  return shrunk(rollout)
}

/** Size that the new pods may have now. */
export const newSize = ({ wanted, surge, fresh, old }: Rollout): number => {
  if (fresh.replicas >= wanted) return wanted
  const room = wanted + surge - total([fresh, ...old], ({ replicas }) => replicas)
  return fresh.replicas + Math.max(0, Math.min(room, wanted - fresh.replicas))
}

const shrunk = ({ wanted, unavailable, fresh, old }: Rollout): Sizes => {
  const least = wanted - unavailable
  const most = total([fresh, ...old], ({ replicas }) => replicas) - least - (fresh.replicas - fresh.available)
  if (most <= 0) return new Map()
  const cleaned = taken(old, most, ({ replicas, available }) => Math.max(0, replicas - available))
  const spare = total([fresh, ...old], ({ available }) => available) - least
  const after = old.map((side) => ({ ...side, replicas: cleaned.get(side.name) ?? side.replicas }))
  return new Map([...cleaned, ...taken(after, Math.max(0, spare), ({ replicas }) => replicas)])
}

/** Takes pods from the oldest side on, up to a number. */
const taken = (sides: readonly Side[], most: number, from: (side: Side) => number): Sizes => {
  let left = most
  return new Map(sides.flatMap((side) => {
    const count = Math.min(left, from(side))
    left -= count
    return count === 0 ? [] : [[side.name, side.replicas - count] as const]
  }))
}

/** Sizes of a Deployment that replaces all at once: nothing new before everything old is gone. */
export const recreateStep = ({ wanted, fresh, old }: Rollout, isOldGone: boolean): Sizes => {
  const leaving = old.filter(({ replicas }) => replicas > 0)
  if (leaving.length > 0) return new Map(leaving.map(({ name }) => [name, 0]))
  return isOldGone && fresh.replicas !== wanted ? new Map([[fresh.name, wanted]]) : new Map()
}
