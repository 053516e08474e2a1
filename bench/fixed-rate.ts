import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Begins every call at its own time, so many a second, whether answers come or not: waiting counts. `due` is when the call was
 * to begin, in milliseconds of the clock that never goes back.
 */
export const atRate = async <Result>({ calls, rate }: { readonly calls: number; readonly rate: number }, call: (number: number, due: number) => Promise<Result>): Promise<readonly Result[]> => {
  const began = performance.now()
  const running: Promise<Result>[] = []
  for (let number = 0; number < calls; number += 1) {
    const due = began + number * 1000 / rate
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    running.push(call(number, due))
  }
  return Promise.all(running)
}
