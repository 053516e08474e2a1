import type { TreeRow } from './tree-row.ts'

/** What a key does in the tree (ARIA tree pattern). */
export type TreeMove = { readonly focus: string } | { readonly fold: string; readonly isOpen: boolean } | { readonly select: string }

interface Place {
  readonly rows: readonly TreeRow[]
  readonly index: number
  readonly row: TreeRow
}

const moves: Readonly<Record<string, (place: Place) => TreeMove | undefined>> = {
  ArrowDown: ({ rows, index }) => focusOn(rows[index + 1]),
  ArrowUp: ({ rows, index }) => focusOn(rows[index - 1]),
  Home: ({ rows }) => focusOn(rows[0]),
  End: ({ rows }) => focusOn(rows.at(-1)),
  ArrowRight: ({ rows, index, row: { node, isOpen } }) => isOpen === false ? { fold: node.id, isOpen: true } : isOpen === true ? focusOn(rows[index + 1]) : undefined,
  ArrowLeft: ({ rows, row: { node, isOpen, parent } }) => isOpen === true ? { fold: node.id, isOpen: false } : focusOn(rows.find((row) => row.node.id === parent)),
  Enter: ({ row }) => ({ select: row.node.id }),
  ' ': ({ row }) => ({ select: row.node.id }),
}

/** The move of a key on a row; undefined when it means nothing. */
export const treeMove = (key: string, rows: readonly TreeRow[], current: string): TreeMove | undefined => {
  const index = rows.findIndex(({ node }) => node.id === current)
  const row = rows[index]
  if (row === undefined) return undefined
  return /^\S$/.test(key) ? focusOn(typed(rows, index, key)) : moves[key]?.({ rows, index, row })
}

const focusOn = (row: TreeRow | undefined): TreeMove | undefined => row === undefined ? undefined : { focus: row.node.id }

/** The next row whose name begins with a letter. */
const typed = (rows: readonly TreeRow[], index: number, key: string): TreeRow | undefined =>
  [...rows.slice(index + 1), ...rows.slice(0, index + 1)].find(({ node }) => node.name.startsWith(key.toLowerCase()))
