import type { App, Tab } from './app.ts'
import { el, setAttribute } from './element.ts'

const names: Readonly<Record<Tab, string>> = { overview: 'Overview', edit: 'Edit', sync: 'Sync' }
const order: readonly Tab[] = ['overview', 'edit', 'sync']

/** Tabs (ARIA tabs pattern): arrow keys change the tab, Tab goes into its panel. */
export const tabBar = (app: App, panels: Readonly<Record<Tab, HTMLElement>>): HTMLElement => {
  const tabs = order.map((tab) => el('button', { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}`, click: () => { app.tab.set(tab) } }, names[tab]))
  const bar = el('div', { role: 'tablist', 'aria-label': 'Object' }, ...tabs)
  bar.addEventListener('keydown', ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const index = (order.indexOf(app.tab.get()) + step + order.length) % order.length
    app.tab.set(order[index] ?? 'overview')
    tabs[index]?.focus()
  })
  app.tab.follow((current) => {
    order.forEach((tab, index) => {
      const made = tabs[index]
      if (made === undefined) return
      setAttribute(made, 'aria-selected', String(tab === current))
      setAttribute(made, 'tabindex', tab === current ? 0 : -1)
      panels[tab].hidden = tab !== current
    })
  })
  return bar
}
