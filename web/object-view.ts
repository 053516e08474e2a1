import type { ObjectDetail } from '../src/playground/object-detail.ts'
import type { App } from './app.ts'
import { badgeView } from './parts/badge-view.ts'
import { button, el } from './parts/element.ts'

/** Conditions of an object, what it read, and what is stored. */
export const overview = (app: App, detail: ObjectDetail): HTMLElement => el('div', { class: 'overview' },
  ...(detail.conditions.length === 0 ? [] : [el('h3', {}, 'Conditions'), conditionTable(detail)]),
  ...(detail.related.length === 0 ? [] : [el('h3', {}, 'Reads'), relatedList(app, detail.related)]),
  el('h3', {}, 'Stored'),
  el('pre', { class: 'stored', tabindex: 0, 'aria-label': 'Stored object as YAML' }, detail.stored))

const conditionTable = ({ conditions }: ObjectDetail): HTMLElement => el('div', { class: 'table' }, el('table', {},
  el('thead', {}, el('tr', {}, ...['Type', 'Status', 'Reason', 'Message', 'Since'].map((name) => el('th', { scope: 'col' }, name)))),
  el('tbody', {}, ...conditions.map(({ type, status, reason, message = '', lastTransitionTime }) => el('tr', {},
    el('th', { scope: 'row' }, type),
    el('td', {}, badgeView({ text: status, tone: toneOf(type, status), title: '' })),
    el('td', {}, reason),
    el('td', { class: 'message' }, message),
    el('td', {}, el('time', { datetime: lastTransitionTime }, lastTransitionTime.slice(11, 19))))))))

/** Two types say that something is under way, which is no fault. */
const toneOf = (type: string, status: string): 'good' | 'bad' | 'busy' | 'held' | 'plain' => {
  if (type === 'Paused') return status === 'True' ? 'held' : 'plain'
  if (type === 'Progressing') return status === 'True' ? 'busy' : 'plain'
  return status === 'True' ? 'good' : status === 'False' ? 'bad' : 'plain'
}

const relatedList = (app: App, ids: readonly string[]): HTMLElement => el('ul', { class: 'related' }, ...ids.map((id) => {
  const [, kind = '', , name = ''] = id.split('|')
  return el('li', {}, button(`${kind} ${name}`, () => { app.select(id) }, { class: 'link' }))
}))

