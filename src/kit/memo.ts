/** Size of a memo: characters of all keys together. Values are taken to be about as large as their keys. */
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
