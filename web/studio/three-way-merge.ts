/** A text that two people made from the same base, put together. */
export interface Merged {
  readonly text: string
  /** Places that both changed, each in another way: mine stayed. */
  readonly conflicts: number
}

/** Lines `from` to `to` of the base became these lines. */
export interface LineChange {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

interface Sides {
  readonly base: readonly string[]
  readonly mine: readonly LineChange[]
  readonly theirs: readonly LineChange[]
}

/** Applies what both sides did to the base. Changes are in order, and those of one side do not touch each other. */
export const threeWayMerge = ({ base, mine, theirs }: Sides): Merged => {
  const clashing = theirs.filter((change) => mine.some((own) => meet(own, change)))
  const conflicts = clashing.filter((change) => !mine.some((own) => same(own, change))).length
  const changes = [...mine, ...theirs.filter((change) => !clashing.includes(change))].toSorted((a, b) => a.from - b.from || a.to - b.to)
  const lines: string[] = []
  let at = 0
  for (const { from, to, lines: made } of changes) {
    lines.push(...base.slice(at, from), ...made)
    at = to
  }
  return { text: [...lines, ...base.slice(at)].join('\n'), conflicts }
}

/** Changes that touch are one place: nobody can say which comes first. */
const meet = (a: LineChange, b: LineChange): boolean => a.from <= b.to && b.from <= a.to

const same = (a: LineChange, b: LineChange): boolean => a.from === b.from && a.to === b.to && a.lines.join('\n') === b.lines.join('\n')
