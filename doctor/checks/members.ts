import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { described } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { at, numberAt, secondsSince, someOf, textAt } from '../fields.ts'
import { check } from '../finding.ts'

const codes = {
  ObservedLate: { severity: 'warning', why: 'the status of members is old: hung members are found late, and the app shows what was' },
  NeverObserved: { severity: 'warning', why: 'no steward sees this namespace, or it may not write the status' },
} as const

const patience = 120
/** Rounds that may be lost before somebody should look. */
const lostRounds = 3

/** Seconds since the last report, and the most that is fine; undefined for a set that is not polled. */
const lagOf = (set: StoredObject, now: number): { readonly seconds: number; readonly most: number; readonly isKnown: boolean } | undefined => {
  if (at(set, 'spec', 'polling', 'enabled') === false) return undefined
  const observed = secondsSince(textAt(set, 'status', 'observedAt'), now)
  const heartbeat = numberAt(set, 'spec', 'polling', 'heartbeatSeconds') ?? 60
  if (observed !== undefined) return { seconds: observed, most: lostRounds * heartbeat + patience, isKnown: true }
  return { seconds: secondsSince(textAt(set, 'metadata', 'creationTimestamp'), now) ?? 0, most: patience, isKnown: false }
}

export const members = check({
  name: 'members',
  looksAt: 'lag of the reports about members (status.observedAt of KasprMemberSets)',
  codes,
  well: 'the reports about members are fresh',
  run: async (cluster, say) => {
    const late = (await cluster.list(KasprMemberSet)).items.flatMap((set) => {
      const lag = lagOf(set, cluster.now)
      return lag === undefined || lag.seconds <= lag.most ? [] : [{ set, lag }]
    })
    const mend = `kubectl --namespace ${cluster.namespace} get pods,leases`
    return ([true, false] as const).flatMap((isKnown) => {
      const these = late.filter(({ lag }) => lag.isKnown === isKnown).toSorted((a, b) => b.lag.seconds - a.lag.seconds)
      const [worst] = these
      if (worst === undefined) return []
      const what = `${these.length} without a fresh report: ${someOf(these.map(({ set, lag }) => `${described(set)} ${isKnown ? `${lag.seconds} s` : 'never'}`))}`
      return [say(isKnown ? 'ObservedLate' : 'NeverObserved', { object: described(worst.set), what, mend })]
    })
  },
})
