import type { TreeNode } from '../src/playground/object-tree.ts'

/** A node as a row of the tree: what is folded in has none. */
export interface TreeRow {
  readonly node: TreeNode
  readonly level: number
  readonly position: number
  readonly siblings: number
  /** Undefined for what has nothing below it. */
  readonly isOpen: boolean | undefined
  readonly parent: string
}

/** What runs pods is open from the start; the rest is worth a click. */
export const isOpenAtFirst = ({ kind, children }: TreeNode): boolean => kind !== 'Pod' && children.some(holdsPods)

const holdsPods = (node: TreeNode): boolean => node.kind === 'Pod' || node.children.some(holdsPods)

/** Visible rows; `folds` holds what people opened or closed themselves. */
export const treeRows = (trees: readonly TreeNode[], folds: ReadonlyMap<string, boolean>): readonly TreeRow[] => rowsOf(trees, folds, { level: 1, id: '' })

const rowsOf = (nodes: readonly TreeNode[], folds: ReadonlyMap<string, boolean>, parent: { readonly level: number; readonly id: string }): readonly TreeRow[] =>
  nodes.flatMap((node, index) => {
    const isOpen = node.children.length === 0 ? undefined : folds.get(node.id) ?? isOpenAtFirst(node)
    const row = { node, level: parent.level, position: index + 1, siblings: nodes.length, isOpen, parent: parent.id }
    return [row, ...(isOpen === true ? rowsOf(node.children, folds, { level: parent.level + 1, id: node.id }) : [])]
  })

/** All nodes, the folded ones too. */
export const allNodes = (trees: readonly TreeNode[]): readonly TreeNode[] => trees.flatMap((node) => [node, ...allNodes(node.children)])
