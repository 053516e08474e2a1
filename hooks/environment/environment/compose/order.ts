/** Something that waits for others by their names. */
interface Waiting {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/** Names that wait for each other in a circle, or for one that does; empty: everybody's turn comes. */
export const circular = (all: readonly Waiting[]): readonly string[] => {
  const known = new Set(all.map(({ name }) => name))
  let left = all
  for (;;) {
    const waiting = new Set(left.map(({ name }) => name))
    const next = left.filter(({ dependsOn }) => dependsOn.some((one) => known.has(one) && waiting.has(one)))
    if (next.length === left.length) return left.map(({ name }) => name)
    left = next
  }
}
