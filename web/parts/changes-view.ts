import type { ShownChange } from '../../src/diff/shown.ts'
import { el } from './element.ts'

const longest = 2000

/** A structural diff: a field a line, what was and what is. */
export const changesView = (changes: readonly ShownChange[], none: string): HTMLElement =>
  changes.length === 0 ? el('p', { class: 'muted' }, none) : el('dl', { class: 'changes' }, ...changes.flatMap(changeView))

const changeView = ({ path, from, to }: ShownChange): readonly HTMLElement[] => [
  el('dt', {}, path === '' ? 'all of it' : path),
  el('dd', {},
    ...(from === undefined ? [] : [el('del', { 'aria-label': 'was' }, textOf(from))]),
    ...(to === undefined ? [] : [el('ins', { 'aria-label': 'is' }, textOf(to))])),
]

const textOf = (value: ShownChange['from']): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? ''
  return text === '' ? '""' : text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** A part that is built when it is opened for the first time: requests may be large. */
export const foldedView = (title: string, build: () => HTMLElement): HTMLDetailsElement => {
  const made = el('details', { class: 'folded' }, el('summary', {}, title))
  made.addEventListener('toggle', () => { made.append(build()) }, { once: true })
  return made
}

export const jsonView = (value: unknown): HTMLElement => el('pre', { tabindex: 0, 'aria-label': 'JSON' }, JSON.stringify(value, null, 2))
