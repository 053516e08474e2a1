/** A repeated stretch of time in which nothing starts. Moments are milliseconds since 1970. */
export interface Period {
  /** First moment behind the stretch that holds a moment; undefined: none does. Of several, the one that ends last. */
  readonly endAround: (moment: number) => number | undefined
  /** Where the next stretch begins, strictly later than a moment. */
  readonly startAfter: (moment: number) => number | undefined
}

/** Stretches joined in one answer. Behind so many the end given is an early one: whoever asks again then gets the rest. */
const mostJoined = 64

/** First moment that no period holds, counted from a moment inside one; undefined when it is outside of all. */
export const heldUntil = (periods: readonly Period[], moment: number): number | undefined => {
  let end = moment
  for (let joined = 0; joined < mostJoined; joined += 1) {
    const further = Math.max(...periods.map((period) => period.endAround(end) ?? end), end)
    if (further === end) break
    end = further
  }
  return end === moment ? undefined : end
}

/** The first begin of any period, strictly later than a moment. */
export const nextStart = (periods: readonly Period[], moment: number): number | undefined => {
  const starts = periods.flatMap((period) => period.startAfter(moment) ?? [])
  return starts.length === 0 ? undefined : Math.min(...starts)
}
