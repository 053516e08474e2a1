import type { ProgramSummary } from '../../studio/api/bodies.ts'
import type { Badge } from '../../src/playground/badge.ts'
import { showBadges } from '../parts/badge-view.ts'
import { el, place, setAttribute, setText } from '../parts/element.ts'
import { keyedList } from '../parts/keyed-list.ts'
import type { App } from './app.ts'

const readyBadge = ({ ready, active }: ProgramSummary): Badge => {
  if (active === undefined) return { text: 'not published', tone: 'plain', title: '' }
  return ready === 'True' ? { text: 'ready', tone: 'good', title: '' } : { text: 'not ready', tone: ready === 'False' ? 'bad' : 'busy', title: '' }
}

/** Programs that the caller may see; links, so that they can be kept and opened in other tabs. */
export const programList = (app: App): { readonly focus: () => void } => {
  const list = el('ul', { class: 'programs', 'aria-label': 'Programs' })
  const none = el('p', { class: 'muted empty', hidden: true }, 'There is no program yet. Apply a HookProgram, such as those of examples/studio.')
  place('program-list').append(list, none)
  const show = keyedList<ProgramSummary>(list, {
    key: ({ name }) => name,
    make: ({ name }) => el('li', {}, el('a', { class: 'program', href: `#${new URLSearchParams({ program: name }).toString()}` }, el('span', { class: 'name' }, name), el('span', { class: 'of' }), el('span', { class: 'badges' }))),
    update: (made, program) => {
      const [link, of, badges] = [made.querySelector('a'), made.querySelector('.of'), made.querySelector<HTMLElement>('.badges')]
      if (link === null || of === null || badges === null) return
      setAttribute(link, 'aria-current', program.name === app.name.get() ? 'page' : undefined)
      setText(of, `${program.parent.resource} · ${program.parent.apiVersion}`)
      showBadges(badges, [readyBadge(program), ...(program.canary === undefined ? [] : [{ text: 'canary', tone: 'held' as const, title: program.canary }])])
    },
  })
  const update = (): void => {
    const programs = app.programs.get()
    show(programs)
    none.hidden = programs.length > 0
  }
  app.programs.follow(update)
  app.name.follow(update)
  return { focus: () => { (list.querySelector<HTMLElement>('[aria-current]') ?? list.querySelector('a'))?.focus() } }
}
