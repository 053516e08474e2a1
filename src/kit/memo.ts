import { same } from './same.ts'

/** Size of a memo: characters of all inputs together. Results are taken to be about as large as their inputs. */
const defaultCharacters = 8 * 1024 * 1024

/**
 * Remembers a pure function by the text of its input. Nobody can tell a remembered result from a computed one; old
 * entries go when the keys outgrow `characters`.
 */
export const memoByText = <Result>(characters: number = defaultCharacters): ((key: string, compute: () => Result) => Result) => {
  const results = new Map<string, Result>()
  let used = 0
  return (key, compute) => {
    const known = results.get(key)
    if (known !== undefined) return known
    const result = compute()
    results.set(key, result)
    used += key.length
    for (const oldest of results.keys()) {
      if (used <= characters) break
      results.delete(oldest)
      used -= oldest.length
    }
    return result
  }
}

interface Remembered<Result> {
  readonly input: unknown
  readonly result: Result
  readonly length: number
}

/**
 * Remembers a pure function by its last input at each place, for inputs that seldom change and would cost more to write
 * as a key than to compare. The place only finds the entry: a result is given back for an equal input and no other, so
 * nobody can tell it from a computed one. Old entries go when the inputs outgrow `characters`.
 */
export const memoByPlace = <Result>(characters: number = defaultCharacters): ((place: string, input: unknown, compute: () => Result) => Result) => {
  const entries = new Map<string, Remembered<Result>>()
  let used = 0
  const forget = (place: string): void => {
    used -= entries.get(place)?.length ?? 0
    entries.delete(place)
  }
  return (place, input, compute) => {
    const known = entries.get(place)
    if (known !== undefined && same(known.input, input)) return known.result
    const entry = { input, result: compute(), length: JSON.stringify(input).length }
    forget(place)
    entries.set(place, entry)
    used += entry.length
    for (const oldest of entries.keys()) {
      if (used <= characters) break
      forget(oldest)
    }
    return entry.result
  }
}
