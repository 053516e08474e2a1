import type { Cell } from './cell.ts'
import { el, setAttribute } from './element.ts'

export interface Tabs<Tab extends string> {
  readonly label: string
  /** In their order. */
  readonly names: Readonly<Record<Tab, string>>
  readonly order: readonly Tab[]
  readonly current: Cell<Tab>
  readonly panels: Readonly<Record<Tab, HTMLElement>>
}

/** Tabs (ARIA tabs pattern): arrow keys change the tab, Tab goes into its panel. Panels are `panel-<tab>`. */
export const tabBar = <Tab extends string>({ label, names, order, current, panels }: Tabs<Tab>): HTMLElement => {
  const tabs = order.map((tab) => el('button', { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}`, click: () => { current.set(tab) } }, names[tab]))
  const bar = el('div', { role: 'tablist', 'aria-label': label }, ...tabs)
  bar.addEventListener('keydown', ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const index = (order.indexOf(current.get()) + step + order.length) % order.length
    current.set(order[index] ?? current.get())
    tabs[index]?.focus()
  })
  current.follow((shown) => {
    order.forEach((tab, index) => {
      const made = tabs[index]
      if (made === undefined) return
      setAttribute(made, 'aria-selected', String(tab === shown))
      setAttribute(made, 'tabindex', tab === shown ? 0 : -1)
      panels[tab].hidden = tab !== shown
    })
  })
  return bar
}

/** Panel of a tab; it takes the focus itself unless something in it does. */
export const tabPanel = (tab: string, focusable: boolean, ...content: readonly HTMLElement[]): HTMLElement =>
  el('div', { id: `panel-${tab}`, role: 'tabpanel', class: 'tab-panel', 'aria-labelledby': `tab-${tab}`, tabindex: focusable ? 0 : undefined }, ...content)
