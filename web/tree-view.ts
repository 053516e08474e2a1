import type { TreeNode } from '../src/playground/object-tree.ts'
import type { App } from './app.ts'
import { badgesText, monogram, showBadges } from './parts/badge-view.ts'
import { el, place, setAttribute, setText } from './parts/element.ts'
import { keyedList } from './parts/keyed-list.ts'
import { treeMove } from './tree-key.ts'
import type { TreeMove } from './tree-key.ts'
import { allNodes, treeRows } from './tree-row.ts'
import type { TreeRow } from './tree-row.ts'

/** The tree of all objects: one row can be reached with Tab, arrow keys go on from there. */
export class TreeView {
  readonly #app: App
  readonly #root = el('div', { role: 'tree', 'aria-label': 'Objects by their owners' })
  readonly #folds = new Map<string, boolean>()
  readonly #elements = new Map<string, HTMLElement>()
  readonly #show: (rows: readonly TreeRow[]) => void
  #trees: readonly TreeNode[] = []
  #rows: readonly TreeRow[] = []
  #current = ''

  constructor(app: App) {
    this.#app = app
    this.#show = keyedList<TreeRow>(this.#root, { key: ({ node }) => node.id, make: (row) => this.#make(row), update: (made, row) => { this.#update(made, row) } })
    this.#root.addEventListener('keydown', (event) => { this.#press(event) })
    place('tree').append(this.#root)
    app.world.follow((world) => { this.#take(world?.trees ?? []) })
    app.selected.follow((id) => {
      this.#reveal(id)
      this.#draw()
      this.#scrollTo(id)
    })
  }

  focus(): void {
    this.#elements.get(this.#current)?.focus()
  }

  #take(trees: readonly TreeNode[]): void {
    if (trees === this.#trees) return
    this.#trees = trees
    setText(place('count'), String(allNodes(trees).length))
    this.#draw()
  }

  #draw(): void {
    this.#rows = treeRows(this.#trees, this.#folds)
    if (!this.#rows.some(({ node }) => node.id === this.#current)) this.#current = this.#rows[0]?.node.id ?? ''
    this.#show(this.#rows)
  }

  /** Opens everything above an object, and makes it the one that Tab reaches. */
  #reveal(id: string): void {
    if (!allNodes(this.#trees).some((node) => node.id === id)) return
    const open = (node: TreeNode): boolean => {
      const isAbove = node.children.some((child) => child.id === id || open(child))
      if (isAbove) this.#folds.set(node.id, true)
      return isAbove
    }
    this.#trees.forEach(open)
    this.#current = id
  }

  /** Moves the tree and nothing else: on a narrow screen the page stays where it is. */
  #scrollTo(id: string): void {
    const [view, row] = [place('tree'), this.#elements.get(id)]
    if (row?.isConnected !== true) return
    const [outer, inner] = [view.getBoundingClientRect(), row.getBoundingClientRect()]
    if (inner.top < outer.top) view.scrollTop += inner.top - outer.top
    else if (inner.bottom > outer.bottom) view.scrollTop += inner.bottom - outer.bottom
  }

  #make({ node: { id, kind, name } }: TreeRow): HTMLElement {
    const made = el('div', { role: 'treeitem', class: 'row', click: () => { this.#app.select(id) } },
      el('span', { class: 'twisty', 'aria-hidden': 'true', click: (event) => { this.#toggle(id, event) } }),
      el('span', { class: 'kind', 'aria-hidden': 'true', title: kind }, monogram(kind)),
      el('span', { class: 'name', title: name }, name),
      el('span', { class: 'kind-name' }, kind),
      el('span', { class: 'badges' }))
    this.#elements.set(id, made)
    return made
  }

  #update(made: HTMLElement, { node, level, position, siblings, isOpen }: TreeRow): void {
    const isSelected = node.id === this.#app.selected.get()
    setAttribute(made, 'aria-level', level)
    setAttribute(made, 'aria-posinset', position)
    setAttribute(made, 'aria-setsize', siblings)
    setAttribute(made, 'aria-expanded', isOpen === undefined ? undefined : String(isOpen))
    setAttribute(made, 'aria-selected', String(isSelected))
    setAttribute(made, 'aria-label', [`${node.kind} ${node.name}`, badgesText(node.badges)].filter((part) => part !== '').join(', '))
    setAttribute(made, 'tabindex', node.id === this.#current ? 0 : -1)
    setAttribute(made, 'data-parent', node.controller === undefined ? undefined : true)
    const badges = made.lastElementChild
    if (badges instanceof HTMLElement) showBadges(badges, node.badges)
  }

  #toggle(id: string, event: Event): void {
    const row = this.#rows.find(({ node }) => node.id === id)
    if (row?.isOpen === undefined) return
    event.stopPropagation()
    this.#do({ fold: id, isOpen: !row.isOpen })
  }

  #press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const move = treeMove(event.key, this.#rows, this.#current)
    if (move === undefined) return
    event.preventDefault()
    event.stopPropagation()
    this.#do(move)
  }

  #do(move: TreeMove): void {
    if ('select' in move) return this.#app.select(move.select)
    if ('fold' in move) this.#folds.set(move.fold, move.isOpen)
    this.#current = 'fold' in move ? move.fold : move.focus
    this.#draw()
    this.focus()
  }
}
