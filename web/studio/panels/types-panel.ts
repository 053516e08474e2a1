import { el, setText } from '../../parts/element.ts'
import { copyText } from '../../parts/clipboard.ts'
import { button } from '../../parts/element.ts'
import { api } from '../api.ts'
import type { App } from '../app.ts'

/** What the compiler knows about the program's kinds. */
export const typesPanel = (app: App): HTMLElement => {
  const text = el('pre', { class: 'types', tabindex: 0, 'aria-label': 'Types of the program' })
  const stale = el('p', { class: 'refusal', hidden: true }, 'The definition of a kind changed since the newest revision was saved: check it again.')
  let shown = ''
  const show = async (): Promise<void> => {
    const program = app.program.get()
    if (program === undefined || app.panel.get() !== 'types') return
    const key = JSON.stringify([program.name, program.status.typesDigest, program.spec.children, program.spec.related])
    stale.hidden = program.status.conditions?.find(({ type }) => type === 'TypesStale')?.status !== 'True'
    if (key === shown) return
    shown = key
    setText(text, await api.types(program.name) ?? 'The types are not to be had at the moment.')
  }
  app.panel.follow(() => { void show() })
  app.program.follow(() => { void show() })
  return el('div', {}, el('div', { class: 'panel-tools' }, el('p', { class: 'muted' }, 'These names are global in the editor; helpers come from \'@studio/k8s\'.'), el('span', { class: 'spacer' }), button('Copy', () => { void copyText(text.textContent ?? '', 'the types') })), stale, text)
}
