import { UserBusy } from '../errors.ts'

/** Lets everybody do one thing of a sort at a time, or a few. Throws UserBusy while those before are in work. */
export type OneAtATime = <Result>(user: string, what: string, work: () => Promise<Result>) => Promise<Result>

/** `most` where those before may be nobody's any longer: a page takes back what it asked with the next key. */
export const oneAtATime = (most = 1): OneAtATime => {
  const busy = new Map<string, number>()
  return async (user, what, work) => {
    const key = JSON.stringify([user, what])
    const before = busy.get(key) ?? 0
    if (before >= most) throw new UserBusy(what)
    busy.set(key, before + 1)
    try {
      return await work()
    } finally {
      const left = (busy.get(key) ?? 1) - 1
      if (left === 0) busy.delete(key)
      else busy.set(key, left)
    }
  }
}
