import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { timestamp } from '../../../src/kit/timestamp.ts'
import { momentText } from '../moment.ts'
import type { Group, GroupInput } from './group.ts'
import { readItem } from './item-record.ts'
import type { ObservedRun, ObservedRuns } from './observed-runs.ts'
import { podResult } from './pod-result.ts'
import { prediction, readStatistics, record, sampleSizeOf, statisticsTexts } from './runtime-statistics.ts'
import type { OpenRun, PastRun } from './status-schema.ts'

/** What a group remembers: everything that was ever counted. It comes from the status and goes back into it. */
export interface Ledger {
  /** By item, as texts. What is no record stays until there is one. */
  readonly items: JsonObject
  /** Newest first. */
  readonly history: readonly PastRun[]
  /** UIDs of observed pods whose result is counted. */
  readonly recorded: readonly string[]
  /** Number of the newest run. */
  readonly sequence: number
  readonly run: OpenRun | undefined
}

/** How a run ended. Times in milliseconds since 1970. */
export interface Ending extends Pick<PastRun, 'sequence' | 'item' | 'pod' | 'podUID' | 'result' | 'exitCode'> {
  readonly reason: string | undefined
  readonly startedAt?: number | undefined
  readonly finishedAt: number
}

const historyLength = 20

/** A larger number was written by somebody else: the label of a run has fifteen digits at most. */
const mostRuns = 10 ** 14

/** The ledger as the status tells it, brought to the pods that are there: a status may be older than they are. */
export const ledgerOf = ({ parent: { status = {} } }: GroupInput, { runs, uids }: ObservedRuns): Ledger => {
  const recorded = recordedOf(status, uids)
  const newest = runs.at(-1)?.sequence ?? 0
  const known = status.sequence ?? 0
  const sequence = Math.max(known < mostRuns ? known : 0, newest)
  return {
    items: isObject(status.items) ? status.items : {},
    history: status.history ?? [],
    recorded,
    sequence,
    run: sequence !== status.sequence || isCounted(runs, sequence, recorded) ? undefined : status.run,
  }
}

/** Only as long as their pods are there does anybody ask. */
const recordedOf = ({ recorded = [] }: NonNullable<GroupInput['parent']['status']>, uids: ObservedRuns['uids']): readonly string[] => recorded.filter((uid) => uids.has(uid))

/** A run whose result was counted is not open, whatever else a status says. */
const isCounted = (runs: readonly ObservedRun[], sequence: number, recorded: readonly string[]): boolean =>
  runs.some((run) => run.sequence === sequence && !run.active && recorded.includes(run.uid))

/** Counts every finished run of ours that was not counted yet, oldest first (oaat.md B5). */
export const withResults = (ledger: Ledger, runs: readonly ObservedRun[], group: Group): Ledger => runs
  .filter(({ active, uid }) => !active && !ledger.recorded.includes(uid))
  .map((run) => ({ run, ending: endingOf(run) }))
  .toSorted((a, b) => a.ending.finishedAt - b.ending.finishedAt || a.run.sequence - b.run.sequence)
  .reduce((before, { ending }) => withEnding(before, ending, group), ledger)

const endingOf = ({ pod, sequence, item, name, uid }: ObservedRun): Ending => ({ ...podResult(pod), sequence, item, pod: name, podUID: uid })

/** Counts one ending. One that stands in the history already, as after a stale status, is not counted again. */
export const withEnding = (ledger: Ledger, ending: Ending, group: Group): Ledger => {
  const { recorded, run, sequence, history } = ledger
  const marked = {
    ...ledger,
    recorded: ending.podUID === undefined || recorded.includes(ending.podUID) ? recorded : [...recorded, ending.podUID],
    run: run !== undefined && sequence === ending.sequence ? undefined : run,
  }
  return isKnown(history, ending) ? marked : {
    ...marked,
    items: { ...ledger.items, [ending.item]: counted(entryOf(ledger, ending.item), ending, group) },
    history: [pastRun(ending), ...history].slice(0, historyLength),
  }
}

/**
 * Number of the next run. One whose pod never appeared is given out again: the pod may be there all the same, unseen for
 * however long, and only its name keeps a second one from starting (oaat.md B7).
 */
export const nextSequence = ({ sequence, history }: Ledger): number =>
  history.find((past) => past.sequence === sequence)?.result === 'PodNotCreated' ? sequence : sequence + 1

/** Record of an item; without any for a name that no record stands under. */
export const entryOf = ({ items }: Pick<Ledger, 'items'>, item: string): JsonObject => {
  const entry = Object.hasOwn(items, item) ? items[item] : undefined
  return isObject(entry) ? entry : {}
}

/** By UID; by number, name and time where there is none. */
const isKnown = (history: readonly PastRun[], { podUID, sequence, pod, result, finishedAt }: Ending): boolean => history.some((past) => past.podUID === undefined || podUID === undefined
  ? past.sequence === sequence && past.pod === pod && past.result === result && past.finishedAt === timestamp(finishedAt) : past.podUID === podUID)

const pastRun = ({ startedAt, finishedAt, exitCode, reason, podUID, ...rest }: Ending): PastRun => ({
  ...rest,
  ...(podUID === undefined ? {} : { podUID }),
  ...(exitCode === undefined ? {} : { exitCode }),
  ...(reason === undefined || reason === '' ? {} : { reason }),
  ...(startedAt === undefined ? {} : { startedAt: timestamp(startedAt) }),
  finishedAt: timestamp(finishedAt),
})

/** The item's record with one more ending. An ending older than the last one says nothing new (A9). */
const counted = (entry: JsonObject, ending: Ending, group: Group): JsonObject => {
  const { success = 0, failure = 0, failures } = readItem(ending.item, entry)
  const known = { ...withoutVerified(entry), ...(ending.podUID === undefined ? {} : { podphase: ending.result === 'Succeeded' ? 'Succeeded' : 'Failed' }) }
  if (ending.finishedAt < success || ending.finishedAt < failure) return known
  if (ending.result === 'Succeeded') return { ...known, failure_count: '0', last_success: momentText(ending.finishedAt), ...statistics(entry, ending, group) }
  if (ending.result === 'Vanished' && group.spec.vanishedCountsAsFailure !== true) return withoutVerified(entry)
  return { ...known, failure_count: String(failures + 1), last_failure: momentText(ending.finishedAt) }
}

/** Upstream noted a time here on every tick. */
const withoutVerified = ({ last_verified: _dropped, ...entry }: JsonObject): JsonObject => entry

const statistics = (entry: JsonObject, { item, startedAt, finishedAt }: Ending, group: Group): JsonObject => {
  if (startedAt === undefined) return {}
  const recording = { uid: group.uid, item, sampleSize: sampleSizeOf(group.items?.length ?? 0) }
  const after = record(readStatistics(entry).statistics, { seconds: (finishedAt - startedAt) / 1000, finishedAt }, recording)
  const predicted = prediction(after)
  return predicted === undefined ? {} : { ...statisticsTexts(after), predicted_runtime_seconds: String(predicted) }
}
