import type { Span } from '../../cluster/timing.ts'
import { parseDuration } from '../../kit/duration.ts'
import { UsageInvalid } from '../../protocol/errors.ts'

/** Reads `5s`, always the same, or `2m..20m`, drawn between the two. Milliseconds. Throws UsageInvalid. */
export const workSpan = (text: string): Span => {
  const [least, most, ...more] = text.split('..').map(parseDuration)
  const isSpan = least !== undefined && least >= 0 && more.length === 0
  if (isSpan && !text.includes('..')) return least
  if (isSpan && most !== undefined && most >= least) return [least, most]
  throw new UsageInvalid(`--work takes a time such as 5s, or two such as 2m..20m, not ${text}`)
}
