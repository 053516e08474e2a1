import type { Clock } from '../src/engine/object-store.ts'
import { selects } from '../src/kit/selector.ts'
import { dataClaimFacts } from './claim-facts.ts'
import type { ClaimFacts } from './claim-facts.ts'
import type { Lanes } from './lanes.ts'
import type { MemberSet } from './member-set.ts'
import type { MemberAnswer, Members, MemberTarget } from './members.ts'
import { timestamp } from '../src/kit/timestamp.ts'
import type { PodFacts } from './pod-facts.ts'
import type { Round } from './report.ts'
import type { Watched } from './watched.ts'

export interface RoundParts {
  readonly clock: Clock
  readonly members: Members
  readonly lanes: Lanes
  readonly pods: Watched<PodFacts>
  readonly claims: Watched<ClaimFacts>
  /** Is told of every answer. */
  readonly onAnswer: (answer: MemberAnswer, seconds: number) => void
}

/** Pods of a set that are there and not on their way out. */
export const podsOf = ({ pods }: Pick<RoundParts, 'pods'>, { namespace, spec }: MemberSet): readonly PodFacts[] =>
  pods.numbered(namespace, `${spec.statefulSet}-`).filter(({ isDeleting, labels }) => !isDeleting && selects(spec.selector, labels))

/** Where a member of a set is asked. */
export const targetOf = ({ namespace, spec }: MemberSet, pod: string, path: string): MemberTarget =>
  ({ pod, namespace, path, statefulSet: spec.statefulSet, port: spec.port, timeoutMilliseconds: spec.polling.timeoutSeconds * 1000 })

export interface Asking {
  readonly signal: AbortSignal
  /** UIDs of pods that are likely to keep us waiting. */
  readonly slow: ReadonlySet<string>
}

/** Asks pods, each within its own time. Answers are by UID. */
export const askAll = async (parts: RoundParts, set: MemberSet, { signal, slow }: Asking): Promise<ReadonlyMap<string, MemberAnswer>> => {
  const answers = podsOf(parts, set).map(async ({ member: { pod, podUID }, runs }): Promise<readonly [string, MemberAnswer]> => {
    if (!runs) return [podUID, { answered: false, error: 'not-running' }]
    const target = targetOf(set, pod, set.spec.paths.status)
    return [podUID, await parts.lanes.run(slow.has(podUID), () => timed(parts, () => parts.members.askMember(target, signal)))]
  })
  return new Map(await Promise.all(answers))
}

const timed = async ({ clock, onAnswer }: RoundParts, ask: () => Promise<MemberAnswer>): Promise<MemberAnswer> => {
  const start = clock.now()
  const answer = await ask()
  onAnswer(answer, (clock.now() - start) / 1000)
  return answer
}

/**
 * One round: who is there, and how they are. Pods that went while others were asked are left out, those that came are
 * seen in the next round.
 */
export const pollRound = async (parts: RoundParts, set: MemberSet, asking: Asking): Promise<Round> => {
  const { spec, namespace, generation } = set
  const observedAt = timestamp(parts.clock.now())
  const before = new Set(podsOf(parts, set).map(({ member }) => member.podUID))
  const answers = spec.polling.enabled ? await askAll(parts, set, asking) : new Map<string, MemberAnswer>()
  return {
    generation, observedAt, answers,
    pods: podsOf(parts, set).filter(({ member }) => before.has(member.podUID)),
    claims: parts.claims.numbered(namespace, spec.claims.prefix).map(dataClaimFacts),
    packagesClaim: spec.claims.packages === undefined ? undefined : parts.claims.get(`${namespace}/${spec.claims.packages}`),
  }
}
