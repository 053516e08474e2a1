import { el } from '../parts/element.ts'
import { shortName } from './app.ts'

export interface LogFilters {
  readonly elements: readonly HTMLElement[]
  /** As the server takes it. */
  readonly query: () => Readonly<Record<string, string>>
  readonly show: (revisions: readonly string[]) => void
}

const delay = 300

/** Which lines are shown; the server leaves out all others. */
export const logFilters = (changed: () => void): LogFilters => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(changed, delay)
  }
  const level = el('select', { 'aria-label': 'Level', change: changed }, ...[['', 'all levels'], ['info', 'info and worse'], ['warn', 'warn and worse'], ['error', 'error']].map(([value = '', text = '']) => el('option', { value }, text)))
  const revision = el('select', { 'aria-label': 'Revision', change: changed }, el('option', { value: '' }, 'all revisions'))
  const parent = el('input', { type: 'search', placeholder: 'namespace/name', 'aria-label': 'Parent, as namespace/name', input: soon })
  const text = el('input', { type: 'search', placeholder: 'text', 'aria-label': 'Text in the message', input: soon })
  const fields = { level, revision, parent, text }
  return {
    elements: [level, revision, parent, text],
    query: () => Object.fromEntries(Object.entries(fields).flatMap(([name, { value }]) => value.trim() === '' ? [] : [[name, value.trim()]])),
    show: (revisions) => {
      const listed = revisions.join()
      if (revision.dataset['listed'] === listed) return
      revision.dataset['listed'] = listed
      const chosen = revisions.includes(revision.value) ? revision.value : ''
      revision.replaceChildren(el('option', { value: '' }, 'all revisions'), ...revisions.map((name) => el('option', { value: name }, shortName(name))))
      revision.value = chosen
    },
  }
}
