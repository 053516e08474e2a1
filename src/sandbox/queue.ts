/** Work that waits, in turns: every key gets its turn before any key gets a second one. */
export interface Queue<T> {
  /** False: no room for this key, or for anybody. */
  readonly add: (key: string, item: T) => boolean
  /** The next one whose key may have its turn. */
  readonly take: (mayRun: (key: string) => boolean) => T | undefined
  /** Takes out all that need not wait any more. */
  readonly sweep: (isOver: (item: T) => boolean) => readonly T[]
  readonly size: () => number
}

/** `most` items a key, four times as many in all. */
export const newQueue = <T>(most: number): Queue<T> => {
  const lines = new Map<string, T[]>()
  let size = 0
  const leave = (key: string, line: T[], at: number): T | undefined => {
    const [item] = line.splice(at, 1)
    size -= 1
    lines.delete(key)
    // Last in the map is last in turn.
    if (line.length > 0) lines.set(key, line)
    return item
  }
  const add = (key: string, item: T): boolean => {
    const line = lines.get(key) ?? []
    if (line.length >= most || size >= most * 4) return false
    line.push(item)
    lines.set(key, line)
    size += 1
    return true
  }
  const take = (mayRun: (key: string) => boolean): T | undefined => {
    for (const [key, line] of lines) if (mayRun(key)) return leave(key, line, 0)
    return undefined
  }
  const sweep = (isOver: (item: T) => boolean): readonly T[] => {
    const over = [...lines.values()].flat().filter(isOver)
    for (const [key, line] of lines) {
      const left = line.filter((item) => !over.includes(item))
      size -= line.length - left.length
      if (left.length > 0) lines.set(key, left)
      else lines.delete(key)
    }
    return over
  }
  return { add, take, sweep, size: () => size }
}
