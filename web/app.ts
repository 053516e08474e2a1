import type { WorldState } from '../src/playground/world-state.ts'
import { cell } from './parts/cell.ts'
import type { Cell } from './parts/cell.ts'

export type Tab = 'overview' | 'edit' | 'sync'

/** What the parts of the page share. */
export interface App {
  readonly world: Cell<WorldState | undefined>
  /** Id of the selected object; empty: none. */
  readonly selected: Cell<string>
  readonly tab: Cell<Tab>
  /** Sync that is shown. */
  readonly sync: Cell<number | undefined>
  readonly select: (id: string, tab?: Tab) => void
}

export const createApp = (): App => {
  const [selected, tab] = [cell(''), cell<Tab>('overview')]
  return {
    world: cell<WorldState | undefined>(undefined),
    selected, tab,
    sync: cell<number | undefined>(undefined),
    select: (id, shown) => {
      selected.set(id)
      tab.set(shown ?? (tab.get() === 'sync' ? 'overview' : tab.get()))
    },
  }
}
