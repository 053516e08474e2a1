import type { Answer } from './answer.ts'
import { el, place } from './element.ts'

const milliseconds = 6000
/** More than these hide what is below. */
const most = 3

/** Says something for a while, to eyes and to screen readers. */
export const toast = (text: string, tone: 'good' | 'bad' = 'good'): void => {
  const made = el('p', { class: `toast ${tone}` }, text)
  const toasts = place('toasts')
  toasts.append(made)
  while (toasts.childElementCount > most) toasts.firstElementChild?.remove()
  setTimeout(() => { made.remove() }, milliseconds)
}

/** The value of an answer; a refusal is said aloud and gives undefined. */
export const valueOr = <Value>(answer: Answer<Value>): Value | undefined => {
  if ('value' in answer) return answer.value
  toast(`${answer.refusal.detail} (${answer.refusal.code})`, 'bad')
  return undefined
}
