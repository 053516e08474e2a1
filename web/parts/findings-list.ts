import { el } from './element.ts'

/** Something wrong at a place of a text. Lines and columns begin with 1. */
export interface Mistake {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly severity: 'error' | 'warning'
  /** Field that it is about. */
  readonly path?: string
  readonly code?: string
  readonly message: string
}

/** What is wrong, a line each; pressing one goes there. */
export const findingsList = <Found extends Mistake>(findings: readonly Found[], goTo: (finding: Found) => void): HTMLElement => el('ul', { class: 'findings', 'aria-label': 'What is wrong' },
  ...findings.map((finding) => el('li', {}, el('button', { type: 'button', class: `finding ${finding.severity}`, click: () => { goTo(finding) } },
    el('span', { class: 'line' }, `Line ${finding.line}`), el('span', {}, ...wordsOf(finding))))))

const wordsOf = ({ path = '', code = '', message }: Mistake): readonly (HTMLElement | string)[] =>
  [...(path === '' ? [] : [el('code', {}, path), ' ']), message, ...(code === '' ? [] : [' ', el('span', { class: 'muted' }, code)])]
