import { timestamp } from '../../../src/kit/timestamp.ts'
import { firstOf, staying } from './decision.ts'
import type { Decision, Rule } from './decision.ts'
import type { ItemRecord } from './item-record.ts'
import { nextSequence } from './ledger.ts'
import { withoutLostRun } from './lost-run.ts'
import { podName } from './pod-name.ts'
import { prediction, readStatistics } from './runtime-statistics.ts'
import { candidates, choose, nextDueAt } from './selection.ts'
import { selectionText } from './selection-text.ts'
import { itemsOf } from './situation.ts'
import type { Situation } from './situation.ts'
import { windowsOf } from './windows.ts'
import type { Windows } from './windows.ts'

/** Lines of `find_job`: with more items it would fill the status. */
const mostLines = 100

/** No pod is active: an item is started, or not (oaat.md B4, rules 6 to 11). */
export const beginning = (situation: Situation): Decision =>
  firstOf([whenLost, whenPaused, whenSlotTaken], situation) ?? started(situation, windowsOf(situation.group.windows))

// 6, 7: the result has to be in the status before the next run begins: no pod is left that could tell it again.
const whenLost: Rule = (situation) => {
  const { ledger: { run }, group, rules, now } = situation
  if (run === undefined) return undefined
  const ledger = withoutLostRun(situation)
  const { kept, wakeUps } = staying(situation)
  return {
    ledger,
    kept,
    state: 'idle',
    message: run.podUID === undefined ? `item ${run.item} failed: pod ${run.pod} was never seen` : `pod ${run.pod} of item ${run.item} is gone without a result`,
    wakeUps: [...wakeUps, Math.max(now + 1, nextDueAt(itemsOf(group, ledger), rules) ?? now)],
  }
}

// 8
const whenPaused: Rule = (situation) => situation.group.paused
  ? { ...staying(situation), state: 'paused', message: 'paused via pause_new_jobs annotation' } : undefined

// One name for all runs: the last pod has to be gone before the next one can be.
const whenSlotTaken: Rule = (situation) => {
  const { group, observed: { runs }, ledger } = situation
  const taken = group.strictSlot ? runs.find(({ name }) => name === podName(group, nextSequence(ledger), true)) : undefined
  return taken === undefined ? undefined : { ...staying(situation), state: 'idle', message: `waiting until pod ${taken.name} is gone` }
}

// 9, 10, 11
const started = (situation: Situation, windows: Windows): Decision => {
  const { now, items, rules, group, ledger } = situation
  const { kept, wakeUps } = staying(situation)
  const idle = { ledger, kept, state: 'idle' as const }
  const window = windows.windowAt(now)
  if (window !== undefined) return { ...idle, message: `blackout window until ${timestamp(window.until)}`, wakeUps: [...wakeUps, window.until] }
  const due = candidates(items, rules, now)
  const looked = selectionText(items, rules, { now, most: mostLines })
  if (due.length === 0) return { ...idle, looked, message: 'not time to run next item', wakeUps: [...wakeUps, nextDueAt(items, rules)] }
  const sequence = nextSequence(ledger)
  const chosen = choose(fitting(due, windows, now), { uid: group.uid, sequence, selection: group.spec.selection ?? 'code' })
  if (chosen === undefined) return { ...idle, looked, message: 'not time to run next item: a blackout window would begin before it ends', wakeUps: [...wakeUps, windows.nextWindowStart(now), nextDueAt(waiting(items, due), rules)] }
  return { ...withRun(situation, sequence, chosen.name), kept, looked, wakeUps: [...wakeUps, now + group.startTimeout] }
}

/** What was written down with the last success, else from upstream's own record. */
const predicted = ({ entry }: ItemRecord): number | undefined => {
  const known = Number(entry['predicted_runtime_seconds'])
  return known > 0 ? known : prediction(readStatistics(entry).statistics)
}

/** Items that would be done before the next window, as far as is known. */
const fitting = (items: readonly ItemRecord[], windows: Windows, now: number): readonly ItemRecord[] =>
  windows.nextWindowStart(now) === undefined ? items : items.filter((item) => windows.mayStart(now, predicted(item)))

/** Items that are not due yet: one of them may fit before the window. */
const waiting = (items: readonly ItemRecord[], due: readonly ItemRecord[]): readonly ItemRecord[] => {
  const names = new Set(due.map(({ name }) => name))
  return items.filter(({ name }) => !names.has(name))
}

const withRun = ({ ledger, group, podspec, now }: Situation, sequence: number, item: string): Omit<Decision, 'kept' | 'wakeUps'> => {
  const name = podName(group, sequence, group.strictSlot)
  const running = { item, pod: name, requestedAt: timestamp(now) }
  return { state: 'running', message: `started item ${item}`, ledger: { ...ledger, sequence, run: running }, running, order: { name, sequence, item, podspec } }
}
