import type { PassTrace, WriteTrace } from '../engine/observer.ts'
import type { TimelineEntry } from '../simulation/timeline.ts'
import type { Tone } from './badge.ts'
import { isQuietSync } from './history.ts'
import type { Chapter, Incident, Sync } from './history.ts'

/** One line of the timeline. */
export interface TimelineRow {
  readonly id: number
  /** RFC 3339 with milliseconds, UTC, in the world. */
  readonly time: string
  readonly type: 'sync' | 'incident'
  /** Who did it: a controller, `kubectl`, `kubelet`. */
  readonly by: string
  /** `Kind namespace/name`. */
  readonly object: string
  readonly text: string
  readonly tone: Tone
  /** Nothing was written and nothing went wrong. */
  readonly isQuiet: boolean
}

/** A page of the timeline, newest first. */
export interface TimelinePage {
  readonly rows: readonly TimelineRow[]
  /** Whether older rows exist. */
  readonly more: boolean
}

export interface PageQuery {
  /** Only what is older than the row of this id. */
  readonly before: number
  readonly limit: number
  /** Only what is about this object, `Kind namespace/name`; everything when empty. */
  readonly object: string
  /** Quiet rows too. */
  readonly quiet: boolean
}

export const timelinePage = (chapters: readonly Chapter[], { before, limit, object, quiet }: PageQuery): TimelinePage => {
  const fitting = chapters.filter(({ id }) => id < before).map(rowOf).filter((row) => (quiet || !row.isQuiet) && (object === '' || row.object === object))
  return { rows: fitting.slice(-limit).toReversed(), more: fitting.length > limit }
}

export const rowOf = (chapter: Chapter): TimelineRow => chapter.type === 'sync' ? syncRow(chapter, chapter.pass) : incidentRow(chapter)

const syncRow = (sync: Sync, { time, controller, parent, outcome, message = '' }: PassTrace): TimelineRow => ({
  id: sync.id, type: 'sync',
  time: new Date(time).toISOString(),
  by: controller,
  object: parent,
  text: outcome === 'done' ? writesText(sync.writes) : `${outcome}: ${message}`,
  tone: syncTone(sync.pass, sync.writes),
  isQuiet: isQuietSync(sync),
})

/** Somebody else wrote in between: the next sync does it. */
const conflict = 'KH_API_CONFLICT'

const syncTone = ({ outcome }: PassTrace, writes: readonly WriteTrace[]): Tone => {
  if (outcome === 'throttled' || outcome === 'stopped') return 'busy'
  if (outcome !== 'done') return 'bad'
  const refusals = writes.flatMap(({ refused }) => refused ?? [])
  if (refusals.length > 0) return refusals.every((code) => code === conflict) ? 'busy' : 'bad'
  return writes.length === 0 ? 'plain' : 'good'
}

const verbs: Readonly<Record<WriteTrace['verb'], string>> = { create: 'created', update: 'updated', updateStatus: 'status', delete: 'deleted' }

/** `created StatefulSet orders-app, Service orders-app and 3 more; status: conditions`. */
const writesText = (writes: readonly WriteTrace[]): string => {
  if (writes.length === 0) return 'nothing to do'
  const groups = Map.groupBy(writes, ({ verb, refused }) => refused === undefined ? verbs[verb] : `refused (${refused})`)
  return [...groups].map(([verb, group]) => verb === 'status' ? statusText(group) : `${verb} ${namesText(group)}`).join('; ')
}

/** The engine says which fields of a status differ, after a colon; the first name of each path is enough here. */
const statusText = (writes: readonly WriteTrace[]): string => {
  const paths = writes.flatMap(({ reason }) => reason.includes(': ') ? reason.slice(reason.indexOf(': ') + 2).split(', ') : [])
  const fields = [...new Set(paths.flatMap((path) => /^\w+/.exec(path)?.[0] ?? []))]
  return fields.length === 0 ? 'status' : `status: ${fields.join(', ')}`
}

const namesText = (writes: readonly WriteTrace[]): string => {
  const names = writes.slice(0, 2).map(({ object }) => object.replace(/^(\S+) (?:.*\/)?/, '$1 '))
  return writes.length > 2 ? `${names.join(', ')} and ${writes.length - 2} more` : names.join(' and ')
}

const incidentRow = ({ id, entry }: Incident): TimelineRow => ({
  id, type: 'incident',
  time: entry.time,
  by: entry.by,
  object: entry.object,
  text: incidentText(entry),
  tone: entry.type === 'fault' ? (entry.verb === 'begins' ? 'bad' : 'good') : 'plain',
  isQuiet: entry.type === 'change' && entry.verb === 'status' && entry.reason === '',
})

const incidentText = (entry: TimelineEntry): string => {
  switch (entry.type) {
    case 'fault': return `${entry.fault.type} ${entry.verb}`
    case 'apply': return entry.verb === 'deleting' || fieldsText(entry.fields) === '' ? entry.verb : `${entry.verb}: ${fieldsText(entry.fields)}`
    case 'change': return entry.verb === 'status' ? entry.reason : [entry.verb, entry.reason].filter((part) => part !== '').join(', ')
    default: return entry.verb
  }
}

const fieldsText = (fields: readonly string[]): string =>
  fields.filter((field) => !field.endsWith('last-applied-configuration')).slice(0, 4).join(', ')
