/** Middle of some numbers; NaN for none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The value below which a share of all values lies, between neighbours in proportion; NaN for none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? NaN
  const high = sorted[Math.ceil(at)] ?? NaN
  return low + (high - low) * (at - Math.floor(at))
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Slope of the straight line that fits some points best (least squares). */
export const slope = (points: readonly { readonly x: number; readonly y: number }[]): number => {
  const middleX = mean(points.map(({ x }) => x))
  const middleY = mean(points.map(({ y }) => y))
  const spread = points.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0)
  return points.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0) / spread
}
