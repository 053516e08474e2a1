import { durationPhrase } from '../duration-text.ts'
import { momentText } from '../moment.ts'
import type { ItemRecord } from './item-record.ts'
import { hindrance } from './selection.ts'
import type { Hindrance, Rules } from './selection.ts'

interface Line {
  readonly item: ItemRecord
  readonly hindrance: Hindrance | undefined
  /** Mark and padded name: they decide the order, so that only the lines that are shown need to be written. */
  readonly start: string
}

/**
 * Text of `status.find_job`: which items may run now, which not, and why. It says no moment of its own, so it changes
 * only when an answer does. At most so many items are shown.
 */
export const selectionText = (items: readonly ItemRecord[], rules: Rules, { now, most }: { readonly now: number; readonly most: number }): string => {
  const width = items.reduce((longest, { name }) => Math.max(longest, name.length), 0)
  const lines = items.map((item) => lineOf(item, hindrance(item, rules, now), width)).toSorted(byStart)
  const shown = lines.slice(0, most).map((line) => `${line.start} ${reason(line, rules)} - ${facts(line.item)}`)
  const rest = lines.length - shown.length
  return ['item status (* = candidate):', ...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n')
}

const lineOf = (item: ItemRecord, hindrance: Hindrance | undefined, width: number): Line =>
  ({ item, hindrance, start: `${hindrance === undefined ? '*' : '-'} ${item.name.padEnd(width)}` })

const byStart = (one: Line, other: Line): number => (one.start < other.start ? -1 : one.start > other.start ? 1 : 0)

const reason = ({ item, hindrance }: Line, rules: Rules): string => {
  if (hindrance === 'coolOff') return `cool_off (${durationPhrase(rules.coolOff(item) ?? 0)}) not expired since last failure`
  if (rules.once) return hindrance === 'succeeded' ? 'successful, runs once' : 'not successful yet'
  return `${hindrance === 'succeeded' ? 'successful' : 'not successful'} within last ${durationPhrase(rules.frequency)}`
}

const facts = ({ success = 0, failure = 0, failures }: ItemRecord): string =>
  `success=${momentText(success)}, failure=${momentText(failure)}, numfails=${failures}`
