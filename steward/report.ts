import type { KasprMemberSetStatus, ObservedMember } from '../hooks/kaspr/kasprmemberset/resource.ts'
import { equals } from '../src/engine/structural-equality.ts'
import type { JsonValue } from '../src/protocol/json.ts'
import { trusted } from '../src/protocol/trusted.ts'
import type { ClaimFacts, DataClaimFacts } from './claim-facts.ts'
import { given } from './given.ts'
import type { MemberAnswer, MemberState } from './members.ts'
import type { MemberOfPod, PodFacts } from './pod-facts.ts'

/** What a round saw. */
export interface Round {
  /** Generation of the set that the round was made for. */
  readonly generation: number
  /** When it began, RFC 3339. */
  readonly observedAt: string
  readonly pods: readonly PodFacts[]
  readonly claims: readonly DataClaimFacts[]
  readonly packagesClaim?: ClaimFacts | undefined
  /** By UID of the pod; a pod that nobody asked has none. */
  readonly answers: ReadonlyMap<string, MemberAnswer>
}

/** Status of a set without its operations. */
export type Report = Required<Pick<KasprMemberSetStatus, 'observedGeneration' | 'observedAt' | 'members' | 'claims'>> & Pick<KasprMemberSetStatus, 'packagesClaim'>

/** The round before, or what was stored of it. */
export type Before = Pick<KasprMemberSetStatus, 'observedAt' | 'members'>

/** The report of a round: it follows from what was seen then and in the round before, and from nothing else. */
export const reportOf = (round: Round, before: Before): Report => ({
  observedGeneration: round.generation,
  observedAt: round.observedAt,
  members: round.pods.map(({ member }) => memberOf(member, round, before)).toSorted((a, b) => a.id - b.id),
  claims: round.claims.toSorted(byNumber),
  ...given({ packagesClaim: round.packagesClaim }),
})

const byNumber = (a: DataClaimFacts, b: DataClaimFacts): number => a.name.length - b.name.length || (a.name < b.name ? -1 : 1)

const memberOf = (pod: MemberOfPod, round: Round, before: Before): ObservedMember => {
  const answer = round.answers.get(pod.podUID) ?? { answered: false }
  return { ...pod, ...answer, ...(answer.answered ? { since: sinceOf(pod, answer, { round, before }) } : {}) }
}

/** Nobody knows what happened in a longer gap. */
const longestGap = 180_000

/** Since when a pod has given the same answer in every round. */
const sinceOf = ({ podUID }: MemberOfPod, answer: MemberState, { round, before }: { readonly round: Round; readonly before: Before }): string => {
  const last = before.members?.find((member) => member.podUID === podUID)
  const isSame = last?.answered === true && last.leader === answer.leader && last.rebalancing === answer.rebalancing && last.recovering === answer.recovering
  const gap = Date.parse(round.observedAt) - Date.parse(before.observedAt ?? '')
  return (isSame && Math.abs(gap) <= longestGap ? last.since : undefined) ?? round.observedAt
}

/** While members rebalance, every report that is so much later counts: strikes need distinct times (kaspr-lifecycle.md 6.5). */
const rebalancingSeconds = 30

/**
 * Whether a report is to be written down: when it says anything new, and as a sign of life. Times are compared as they
 * are stored, in whole seconds.
 */
export const isNews = (before: KasprMemberSetStatus, report: Report, heartbeatSeconds: number): boolean => {
  if (before.observedAt === undefined || !equals(seen(before), seen(report))) return true
  const life = report.members.some(({ rebalancing }) => rebalancing === true) ? Math.min(rebalancingSeconds, heartbeatSeconds) : heartbeatSeconds
  const age = Date.parse(report.observedAt) - Date.parse(before.observedAt)
  // A clock that went ahead before us must not keep us silent.
  return age >= life * 1000 || age < 0
}

const seen = ({ observedGeneration, members = [], claims = [], packagesClaim }: KasprMemberSetStatus): JsonValue =>
  trusted<JsonValue>({ observedGeneration, members, claims, ...given({ packagesClaim }) })
