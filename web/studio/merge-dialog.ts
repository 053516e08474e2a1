import { button, el } from '../parts/element.ts'
import { comparison } from './comparison.ts'
import type { NamedText } from './comparison.ts'
import { openDialog } from './dialog.ts'
import { lineChanges } from './line-changes.ts'
import { threeWayMerge } from './three-way-merge.ts'
import type { Merged } from './three-way-merge.ts'

export interface MergeParts {
  readonly title: string
  /** What both were made from; empty when nobody knows. */
  readonly base: string
  readonly theirs: NamedText
  readonly mine: string
}

const merged = (base: string, mine: string, theirs: string): Merged =>
  base === '' ? { text: mine, conflicts: 1 } : threeWayMerge({ base: base.split('\n'), mine: lineChanges(base, mine), theirs: lineChanges(base, theirs) })

const conflictText = (conflicts: number): string => conflicts === 0
  ? 'Both changes fit together: the text on the right has both.'
  : `${conflicts === 1 ? 'One place was' : `${conflicts} places were`} changed on both sides. The right side has your lines there; the arrows take theirs.`

/** Shows what somebody else made beside a text that has both, and gives what a person makes of it; undefined when they leave. */
export const mergeDialog = ({ title, base, theirs, mine }: MergeParts): Promise<string | undefined> => new Promise((resolve) => {
  const { text, conflicts } = merged(base, mine, theirs.text)
  const view = comparison(theirs, { name: 'Yours, with their changes', text }, true)
  let result: string | undefined
  const take = button('Use the right side', () => {
    result = view.text()
    dialog.close()
  }, { class: 'primary' })
  const content = el('div', { class: 'dialog-body' }, el('p', {}, conflictText(conflicts)), view.element,
    el('div', { class: 'dialog-actions' }, take, button('Not now', () => { dialog.close() })))
  const dialog = openDialog(title, content, { isWide: true, closed: () => {
    view.destroy()
    resolve(result)
  } })
})

/** Two texts beside each other, to look at. */
export const compareDialog = (title: string, left: NamedText, right: NamedText): void => {
  const view = comparison(left, right, false)
  const words = left.text === right.text ? 'They are the same.' : 'Red was, green is.'
  const dialog = openDialog(title, el('div', { class: 'dialog-body' }, el('p', {}, words), view.element, el('div', { class: 'dialog-actions' }, button('Close', () => { dialog.close() }, { class: 'primary' }))),
    { isWide: true, closed: view.destroy })
}
