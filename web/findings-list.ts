import type { Finding } from '../src/playground/manifest-check.ts'
import { el } from './element.ts'

/** What is wrong, a line each; pressing one goes there. */
export const findingsList = (findings: readonly Finding[], goTo: (finding: Finding) => void): HTMLElement => el('ul', { class: 'findings', 'aria-label': 'What is wrong' },
  ...findings.map((finding) => el('li', {}, el('button', { type: 'button', class: `finding ${finding.severity}`, click: () => { goTo(finding) } },
    el('span', { class: 'line' }, `Line ${finding.line}`),
    el('span', {}, ...(finding.path === '' ? [] : [el('code', {}, finding.path), ' ']), finding.message)))))
