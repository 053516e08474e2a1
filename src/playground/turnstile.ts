/** Lets one piece of work at a time through, in order of arrival: two that move the same clock would lose each other's time. */
export type Turnstile = <Result>(work: () => Promise<Result>) => Promise<Result>

export const turnstile = (): Turnstile => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}
