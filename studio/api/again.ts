/**
 * Does some work again and again, never twice at a time, until the returned function is called. The work never throws. The
 * timer is the machine's, not that of a clock that somebody moves: a world that stands still would never come to rest with it.
 */
export const again = (milliseconds: number, work: () => Promise<void>): (() => void) => {
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    void work().finally(() => { isBusy = false })
  }, milliseconds).unref()
  return () => { clearInterval(timer) }
}
