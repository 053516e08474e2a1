import type { CheckReport } from '../../../hooks/program/hookrevision/resource.ts'
import type { Badge } from '../../../src/playground/badge.ts'
import { badgeView } from '../../parts/badge-view.ts'
import { button, el } from '../../parts/element.ts'
import { chosenRevision, shownTime } from '../app.ts'
import type { App } from '../app.ts'
import { revisionSelect } from '../revision-select.ts'

type Property = CheckReport['properties'][number]

/** The report of a revision's checks, a property a line. */
export const checksPanel = (app: App, check: (name: string) => Promise<void>): HTMLElement => {
  const report = el('div', { role: 'status' })
  const run = button('Run checks', () => {
    const revision = chosenRevision(app)
    if (revision !== undefined) void check(revision.name)
  }, { class: 'primary' })
  let shown = ''
  const show = (): void => {
    const revision = chosenRevision(app)
    run.disabled = app.checking.get() || revision === undefined || app.program.get()?.rights.edit !== true
    const checks = revision?.status.checks
    const key = JSON.stringify([revision?.name, checks, app.checking.get()])
    if (key === shown) return
    shown = key
    report.replaceChildren(...(app.checking.get() ? [el('p', { class: 'muted' }, 'The checks are running. This takes some seconds.')] : checks === undefined ? [el('p', { class: 'muted empty' }, 'The checks of this revision were not run yet.')] : reportView(checks)))
  }
  for (const source of [app.program, app.revision, app.checking]) source.follow(show)
  return el('div', {}, el('div', { class: 'panel-tools' }, revisionSelect(app, 'Checks of'), el('span', { class: 'spacer' }), run), report)
}

const reportView = ({ passed, at, by, recordings, properties }: CheckReport): readonly HTMLElement[] => [
  el('p', { class: 'verdict' }, badgeView(passed ? { text: 'passed', tone: 'good', title: '' } : { text: 'failed', tone: 'bad', title: '' }),
    ` ${shownTime(at)} UTC${by === undefined ? '' : ` by ${by}`}, on ${recordings === 0 ? 'made-up requests: nothing is recorded yet' : recordings === 1 ? 'one recording' : `${recordings} recordings`}.`),
  el('div', { class: 'table' }, el('table', {},
    el('thead', {}, el('tr', {}, ...['Property', 'Result', 'Runs', 'What was found'].map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...properties.map((property) => el('tr', {},
      el('th', { scope: 'row' }, property.name),
      el('td', {}, badgeView(badgeOf(property))),
      el('td', {}, String(property.runs)),
      el('td', { class: 'message' }, property.message ?? '')))))),
]

const badgeOf = ({ result }: Property): Badge => {
  if (result === 'passed') return { text: 'passed', tone: 'good', title: '' }
  return result === 'failed' ? { text: 'failed', tone: 'bad', title: '' } : { text: 'not run', tone: 'plain', title: '' }
}
