import { isObject } from '../../../src/kit/json.ts'
import { readMoment } from '../moment.ts'

/** What the status knows about an item. */
export interface ItemRecord {
  readonly name: string
  /** Milliseconds since 1970 of the last success; absent: never. */
  readonly success?: number
  /** Of the last failure; it outlives a later success. */
  readonly failure?: number
  /** Failures since the last success. */
  readonly failures: number
  /** The entry as it was written, for whoever writes it again. */
  readonly entry: Readonly<Record<string, unknown>>
  /** Keys whose values could not be read and count as absent; an empty text stands for the whole entry. */
  readonly unreadable: readonly string[]
}

const nothing: Readonly<Record<string, unknown>> = {}
const allRead: readonly string[] = []

/** Reads the entry of an item in `status.items`. Nothing in it can make this fail. */
export const readItem = (name: string, entry: unknown): ItemRecord => {
  if (entry === undefined || entry === null) return { name, failures: 0, entry: nothing, unreadable: allRead }
  if (!isObject(entry)) return { name, failures: 0, entry: nothing, unreadable: [''] }
  const success = momentOf(entry['last_success'])
  const failure = momentOf(entry['last_failure'])
  const failures = countOf(entry['failure_count'])
  return {
    name,
    ...(typeof success === 'number' ? { success } : {}),
    ...(typeof failure === 'number' ? { failure } : {}),
    failures: failures === 'invalid' ? 0 : failures,
    entry,
    unreadable: success === 'invalid' || failure === 'invalid' || failures === 'invalid' ? badKeys({ last_success: success, last_failure: failure, failure_count: failures }) : allRead,
  }
}

const badKeys = (values: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(values).filter((key) => values[key] === 'invalid')

const momentOf = (value: unknown): number | undefined | 'invalid' => {
  if (value === undefined || value === null) return undefined
  const moment = typeof value === 'string' ? readMoment(value) : 'invalid'
  // 1970 is how "never" used to be written.
  return moment === 0 ? undefined : moment
}

const countOf = (value: unknown): number | 'invalid' => {
  if (value === undefined || value === null || value === '') return 0
  const count = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : 'invalid'
}
