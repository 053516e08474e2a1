/** Lets only so many things be done at once. */
export interface Lanes {
  /** Waits for its turn. What is likely to be slow may take at most half of the lanes, so that it never blocks the rest. */
  readonly run: <Result>(isSlow: boolean, work: () => Promise<Result>) => Promise<Result>
}

interface Waiting {
  readonly isSlow: boolean
  readonly start: () => void
}

export const lanesOf = (most: number): Lanes => {
  const mostSlow = Math.max(1, Math.floor(most / 2))
  const waiting: { readonly slow: Waiting[]; readonly quick: Waiting[] } = { slow: [], quick: [] }
  const running = { all: 0, slow: 0 }
  const next = (): Waiting | undefined =>
    running.all >= most ? undefined : (running.slow < mostSlow ? waiting.slow.shift() : undefined) ?? waiting.quick.shift()
  const fill = (): void => {
    for (let one = next(); one !== undefined; one = next()) {
      running.all += 1
      running.slow += one.isSlow ? 1 : 0
      one.start()
    }
  }
  const leave = (isSlow: boolean): void => {
    running.all -= 1
    running.slow -= isSlow ? 1 : 0
    fill()
  }
  return {
    run: async (isSlow, work) => {
      await new Promise<void>((start) => {
        waiting[isSlow ? 'slow' : 'quick'].push({ isSlow, start })
        fill()
      })
      try {
        return await work()
      } finally {
        leave(isSlow)
      }
    },
  }
}
