import type { ProgramDetail } from '../../studio/api/bodies.ts'
import { el } from '../parts/element.ts'
import { chosenRevision, shortName } from './app.ts'
import type { App } from './app.ts'

/** Chooses the revision that checks and replay are about. */
export const revisionSelect = (app: App, label: string): HTMLElement => {
  const id = `choose-${label.toLowerCase()}`
  const select = el('select', { id, change: () => { app.revision.set(select.value) } })
  const show = (): void => {
    const program = app.program.get()
    const options = program === undefined ? [] : optionsOf(program)
    const text = JSON.stringify(options)
    if (select.dataset['options'] !== text) {
      select.dataset['options'] = text
      select.replaceChildren(...options.map(([value, words]) => el('option', { value }, words)))
    }
    select.value = chosenRevision(app)?.name ?? ''
  }
  app.program.follow(show)
  app.revision.follow(show)
  return el('span', { class: 'field' }, el('label', { for: id }, label), select)
}

const optionsOf = ({ revisions, spec: { activeRevision, canary } }: ProgramDetail): readonly (readonly [string, string])[] => revisions.map(({ name, message }) => {
  const marks = [...(name === activeRevision ? ['active'] : []), ...(name === canary?.revision ? ['canary'] : [])]
  return [name, `${shortName(name)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`} ${message.slice(0, 40)}`]
})
