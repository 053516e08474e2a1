import { formatDuration } from '../../src/kit/duration.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Cluster } from '../cluster.ts'
import { numberAt, secondsSince, shellWord, textAt } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Meaning, Say } from '../finding.ts'
import { Event } from '../kinds.ts'
import { trapOf, traps } from '../traps.ts'
import type { TrapName } from '../traps.ts'
import { wayOf } from '../way.ts'
import type { Way } from '../way.ts'

const unexplained = { severity: 'error', why: 'a sync fails again and again with a text that this program does not know' } as const
type Code = TrapName | 'Unexplained'

const isTrap = (name: string): name is TrapName => Object.hasOwn(traps, name)
const meaningOf = (name: string): Meaning => isTrap(name) ? { severity: 'error', why: traps[name].why } : unexplained
const codes: Readonly<Record<string, Meaning>> = Object.fromEntries([...Object.keys(traps), 'Unexplained'].map((name) => [name, meaningOf(name)]))

const reasons = ['SyncError', 'CreateError'] as const
const registrationKinds = ['CompositeController', 'DecoratorController'] as const
/** The longest back-off of Metacontroller is 1000 s: what was not told for longer is over. */
const recentSeconds = 1200
const longestText = 300

interface Trouble {
  readonly code: Code
  readonly object: string
  readonly text: string
  /** Command that shows more of it. */
  readonly describe: string
  readonly isRecent: boolean
  readonly seconds: number
}

export const events = check({
  name: 'events',
  looksAt: 'Events SyncError and CreateError of parents and registrations, explained',
  codes,
  well: 'no sync has failed in the last 20 minutes',
  run: async (cluster, say) => {
    const way = await wayOf(cluster)
    const troubles: Trouble[] = []
    for (const reason of reasons) {
      const { items } = await cluster.list(Event, { fieldSelector: `reason=${reason}` })
      troubles.push(...items.filter((event) => isOurs(event, cluster, reason)).map((event) => troubleOf(event, cluster.now)))
    }
    return [true, false].flatMap((isRecent) => Object.keys(codes).flatMap((code) => told(troubles.filter((one) => one.code === code && one.isRecent === isRecent), way, say)))
  },
})

const isOurs = (event: JsonObject, { controllers }: Cluster, reason: string): boolean => {
  const about = { apiVersion: textAt(event, 'involvedObject', 'apiVersion'), kind: textAt(event, 'involvedObject', 'kind') }
  const isParent = controllers.some(({ parent }) => parent.kind === about.kind && parent.apiVersion === about.apiVersion)
  return textAt(event, 'reason') === reason && textAt(event, 'type') === 'Warning' && (isParent || registrationKinds.some((kind) => kind === about.kind))
}

const troubleOf = (event: JsonObject, now: number): Trouble => {
  const [kind, namespace, name] = [textAt(event, 'involvedObject', 'kind'), textAt(event, 'involvedObject', 'namespace'), textAt(event, 'involvedObject', 'name')]
  const text = textAt(event, 'message')
  const last = textAt(event, 'series', 'lastObservedTime') || textAt(event, 'lastTimestamp') || textAt(event, 'eventTime') || textAt(event, 'metadata', 'creationTimestamp')
  const seconds = Math.max(0, secondsSince(last, now) ?? 0)
  return {
    code: trapOf(text) ?? 'Unexplained',
    object: `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`,
    describe: `kubectl describe ${shellWord(kind.toLowerCase())} ${shellWord(name)}${namespace === '' ? '' : ` --namespace ${shellWord(namespace)}`}`,
    text: `${numberAt(event, 'count') ?? 1}×, last ${formatDuration(seconds * 1000)} ago: ${text.length > longestText ? `${text.slice(0, longestText)}…` : text}`,
    isRecent: seconds <= recentSeconds,
    seconds,
  }
}

/** One finding for all objects with one trouble; the latest text stands for all. */
const told = (troubles: readonly Trouble[], way: Way, say: Say<string>): readonly Finding[] => {
  const [latest] = troubles.toSorted((a, b) => a.seconds - b.seconds || (a.object < b.object ? -1 : 1))
  if (latest === undefined) return []
  const others = new Set(troubles.map(({ object }) => object)).size - 1
  return [say(latest.code, {
    object: latest.object,
    what: `${latest.text}${others === 0 ? '' : ` (and ${others} more objects)`}`,
    mend: isTrap(latest.code) ? traps[latest.code].mend(way) : latest.describe,
    ...(latest.isRecent ? {} : { severity: 'info' }),
  })]
}
