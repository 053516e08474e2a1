import { UserBusy } from '../errors.ts'

/** Lets everybody do one thing of a sort at a time. Throws UserBusy while the one before is in work. */
export type OneAtATime = <Result>(user: string, what: string, work: () => Promise<Result>) => Promise<Result>

export const oneAtATime = (): OneAtATime => {
  const busy = new Set<string>()
  return async (user, what, work) => {
    const key = JSON.stringify([user, what])
    if (busy.has(key)) throw new UserBusy(what)
    busy.add(key)
    try {
      return await work()
    } finally {
      busy.delete(key)
    }
  }
}
