/** `Mon, 02 Jan 2006 15:04:05 GMT`, and nothing else. */
const date = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Seconds of a `Retry-After` header as Metacontroller reads it (metacontroller.md §2.5): whole seconds, or the time until
 * a date, rounded up. Anything else is 0, which means at once.
 */
export const retryAfterSeconds = (header: string | undefined, now: number): number => {
  // HTTP libraries hand over the value without the blanks around it.
  const value = (header ?? '').trim()
  if (date.test(value)) return Math.ceil((Date.parse(value) - now) / 1000)
  return /^[+-]?\d{1,18}$/.test(value) ? Number(value) : 0
}
