const second = 1000
/** Metacontroller forgets nothing for so long, and a group that nobody calls costs nothing. */
const longest = 86_400
/** A moment that is reached within this is not worth a wake-up of its own. */
const shortest = 0.05

/** Seconds until the first of some moments (milliseconds since 1970) that lies ahead; undefined when none does (oaat.md B4). */
export const secondsUntil = (moments: readonly (number | undefined)[], now: number): number | undefined => {
  const ahead = moments.filter((moment) => moment !== undefined).filter((moment) => moment > now)
  return ahead.length === 0 ? undefined : Math.min(longest, Math.max(shortest, (Math.min(...ahead) - now) / second))
}
