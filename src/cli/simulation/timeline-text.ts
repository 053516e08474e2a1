import type { Happening, TimelineEntry } from '../../simulation/timeline.ts'

/** Fields of one line; the others are counted. */
const shownFields = 3

/** The timeline for people, one line an entry. Hook calls and passes only show where they failed, Events only as warnings. */
export const timelineText = (entries: readonly TimelineEntry[]): string => {
  const shown = entries.filter(isShown)
  const widest = Math.min(28, Math.max(0, ...shown.map(({ by }) => by.length)))
  return shown.map((entry) => `${entry.seconds.toFixed(3).padStart(10)}s  ${entry.by.padEnd(widest)}  ${sentence(entry)}\n`).join('')
}

const isShown = (entry: TimelineEntry): boolean => {
  switch (entry.type) {
    case 'hook': return entry.message !== undefined
    case 'event': return entry.verb === 'Warning'
    // The hook's answer or the Event says it already.
    case 'pass': return false
    default: return true
  }
}

const verbs = { create: 'creates', update: 'updates', updateStatus: 'status of', delete: 'deletes' } as const

const sentence = (entry: Happening): string => {
  switch (entry.type) {
    case 'write': return `${verbs[entry.verb]} ${entry.object}${reason(entry.refused === undefined ? shortened(entry.reason) : `refused: ${entry.refused}`)}`
    case 'change': return `${entry.verb} ${entry.object}${reason(isListOfFields(entry) ? fieldList(entry.fields) : entry.reason)}`
    case 'apply': return `${entry.verb} ${entry.object}${reason(fieldList(entry.fields))}`
    case 'hook': return `${entry.verb} of ${entry.object} failed with ${entry.status}${reason(entry.message ?? '')}`
    case 'event': return `${entry.reason} ${entry.object}${reason(entry.message)}`
    case 'fault': return `${entry.fault.type} ${entry.verb}: ${entry.object}`
    default: return `${entry.verb} ${entry.object}`
  }
}

const reason = (text: string): string => text === '' ? '' : ` (${text})`

const isListOfFields = ({ reason: text, fields }: { readonly reason: string; readonly fields: readonly string[] }): boolean => text === fields.join(', ')

const fieldList = (fields: readonly string[]): string =>
  fields.length <= shownFields ? fields.join(', ') : `${fields.slice(0, shownFields).join(', ')} and ${fields.length - shownFields} more`

/** `the status differs: a, b, c, d` ends behind the third field. */
const shortened = (text: string): string => {
  const [why = '', fields] = text.split(': ')
  return fields === undefined ? text : `${why}: ${fieldList(fields.split(', '))}`
}
