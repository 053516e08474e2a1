import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import type { PastRun } from '../../../../hooks/oaat/oaatgroup/status-schema.ts'
import type { ApiServer } from './api-server.ts'
import { BrokenRule } from '../../../simulation/broken-rule.ts'

/** Longer histories have forgotten their beginning. */
const remembered = 20

/** Every finished pod stands in the history once, and the counters of the items say what the history says. */
export const checkResults = ({ groups, facts }: ApiServer): void => {
  const { history = [], items = {} } = groups.at(-1)?.status ?? {}
  if (history.length >= remembered) return
  checkHistory(history, facts)
  checkItems(items, countsOf(history))
}

const checkItems = (items: Readonly<Record<string, unknown>>, counts: ReadonlyMap<string, Counts>): void => {
  for (const name of new Set([...Object.keys(items), ...counts.keys()])) {
    const { failures, runs } = counts.get(name) ?? nothing
    const { failure_count: failed = '0', runtime_count: ran = '0' } = trusted<JsonObject>(items[name] ?? {})
    if (failed !== String(failures) || ran !== String(runs)) throw new BrokenRule('the counters differ from the history', { item: name, told: [failed, ran], counted: [failures, runs] })
  }
}

const checkHistory = (history: readonly PastRun[], facts: ApiServer['facts']): void => {
  for (const [uid, { finished, removed }] of facts) {
    const times = history.filter(({ podUID }) => podUID === uid).length
    // A result that nobody had stored before somebody else removed the pod may be lost.
    if (times > 1 || (times === 0 && finished && !removed)) throw new BrokenRule('a result stands in the history once', { uid, times })
  }
  const nameless = history.filter(({ podUID }) => podUID === undefined).map(({ sequence, finishedAt }) => `${sequence} ${finishedAt}`)
  if (new Set(nameless).size < nameless.length) throw new BrokenRule('a run that never began stands in the history once', nameless)
}

interface Counts {
  readonly success: number
  readonly failure: number
  readonly failures: number
  readonly runs: number
}

const nothing: Counts = { success: 0, failure: 0, failures: 0, runs: 0 }

const countsOf = (history: readonly PastRun[]): ReadonlyMap<string, Counts> => {
  const counts = new Map<string, Counts>()
  for (const past of history.toReversed()) counts.set(past.item, counted(counts.get(past.item) ?? nothing, past))
  return counts
}

/** An ending older than the last one says nothing new (oaat.md A9). */
const counted = (before: Counts, { result, startedAt, finishedAt }: PastRun): Counts => {
  const at = Date.parse(finishedAt)
  if (result === 'Vanished' || at < before.success || at < before.failure) return before
  if (result !== 'Succeeded') return { ...before, failures: before.failures + 1, failure: at }
  const took = startedAt !== undefined && Date.parse(startedAt) < at
  return { ...before, failures: 0, success: at, runs: before.runs + (took ? 1 : 0) }
}
