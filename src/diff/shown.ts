import type { JsonValue } from '../protocol/json.ts'
import { pathOf } from './field-change.ts'
import type { FieldChange } from './field-change.ts'

/** A change as it is printed: the path as a text, and values as they are. */
export interface ShownChange {
  readonly path: string
  readonly from?: JsonValue
  readonly to?: JsonValue
}

export const shownChange = ({ steps, ...sides }: FieldChange): ShownChange => ({ path: pathOf(steps), ...sides })

const longest = 60

/** A value on one line, cut where it gets long. */
export const valueText = (value: JsonValue | undefined): string => {
  if (value === undefined) return '(none)'
  const text = typeof value === 'string' && value !== '' && !/[\n\r]/.test(value) ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** `path: from → to`. Of long values that begin alike, the place where they part is shown. */
export const changeText = ({ path, from, to }: ShownChange): string => {
  const [before, after] = [cut(from, to), cut(to, from)]
  return `${path}: ${before} → ${after}`
}

const cut = (value: JsonValue | undefined, other: JsonValue | undefined): string => {
  if (typeof value !== 'string' || typeof other !== 'string' || Math.max(value.length, other.length) <= longest) return valueText(value)
  const from = Math.max(0, firstDifference(value, other) - 10)
  const text = JSON.stringify(value.slice(from, from + longest)).slice(1, -1)
  return `${from > 0 ? '…' : ''}${text}${from + longest < value.length ? '…' : ''}`
}

const firstDifference = (a: string, b: string): number => {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}
