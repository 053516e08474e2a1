import { el, place } from '../parts/element.ts'
import { tabBar, tabPanel } from '../parts/tab-bar.ts'
import { panels } from './app.ts'
import type { App, Panel } from './app.ts'

const names: Readonly<Record<Panel, string>> = { revisions: 'Revisions', checks: 'Checks', replay: 'Replay', try: 'Try', types: 'Types', history: 'History' }

/** Everything about the program besides its text, in tabs. */
export const sideView = (app: App, content: Readonly<Record<Panel, HTMLElement>>): void => {
  const made: Readonly<Record<Panel, HTMLElement>> = {
    revisions: tabPanel('revisions', true, content.revisions), checks: tabPanel('checks', true, content.checks), replay: tabPanel('replay', true, content.replay),
    try: tabPanel('try', true, content.try), types: tabPanel('types', false, content.types), history: tabPanel('history', true, content.history),
  }
  place('side').append(el('div', { class: 'side-tabs' }, tabBar<Panel>({ label: 'Program', names, order: panels, current: app.panel, panels: made })), ...Object.values(made))
}
