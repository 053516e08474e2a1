const second = 1000
/** Metacontroller forgets nothing for so long, and a group that nobody calls costs nothing. */
const longest = 86_400

/**
 * Whole seconds until the first of some moments (milliseconds since 1970) that lies ahead; undefined when none does. Rounded
 * up, because `now` has whole seconds: whoever comes a moment too early has to come again and again (oaat.md B4).
 */
export const secondsUntil = (moments: readonly (number | undefined)[], now: number): number | undefined => {
  const ahead = moments.filter((moment) => moment !== undefined).filter((moment) => moment > now)
  return ahead.length === 0 ? undefined : Math.min(longest, Math.ceil((Math.min(...ahead) - now) / second))
}
