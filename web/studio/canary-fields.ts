import type { CanaryBody } from '../../studio/api/bodies.ts'
import { el } from '../parts/element.ts'

export interface CanaryFields {
  readonly content: readonly HTMLElement[]
  readonly body: () => Pick<CanaryBody, 'percent' | 'selector'>
}

/** For whom a canary answers: a share of the parents, or those with some labels. */
export const canaryFields = (): CanaryFields => {
  const percent = el('input', { id: 'canary-percent', type: 'number', min: 0, max: 100, step: 1, value: 10, required: true })
  const labels = el('input', { id: 'canary-labels', type: 'text', placeholder: 'stage=test', pattern: '\\s*[^=,\\s]+=[^=,\\s]*(\\s*,\\s*[^=,\\s]+=[^=,\\s]*)*\\s*', disabled: true, required: true })
  const choice = (text: string, field: HTMLInputElement, other: HTMLInputElement): HTMLElement => {
    const mark = el('input', { type: 'radio', name: 'canary', change: () => {
      field.disabled = false
      other.disabled = true
      field.focus()
    } })
    mark.checked = field === percent
    return el('label', {}, mark, text)
  }
  return {
    content: [el('fieldset', {}, el('legend', {}, 'For whom?'),
      el('div', { class: 'choice' }, choice('A share of them, by a hash of their UID', percent, labels), el('label', { for: 'canary-percent', class: 'unseen' }, 'Percent'), percent, el('span', { 'aria-hidden': 'true' }, '%')),
      el('div', { class: 'choice' }, choice('Those with the labels', labels, percent), el('label', { for: 'canary-labels', class: 'unseen' }, 'Labels'), labels))],
    body: () => labels.disabled ? { percent: Number(percent.value) } : { selector: { matchLabels: labelsOf(labels.value) } },
  }
}

/** `a=b, c=d`. */
const labelsOf = (text: string): Readonly<Record<string, string>> => Object.fromEntries(text.split(',').map((pair) => {
  const [key = '', value = ''] = pair.split('=')
  return [key.trim(), value.trim()]
}))
