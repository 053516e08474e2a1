import type { MemberError } from '../members.ts'
import { askAll, podsOf, targetOf } from '../poll-round.ts'
import type { Action, ActionParts, Ordered } from './action.ts'
import { failed, lostToRestart, succeeded } from './result.ts'

/**
 * Sends the signal to the leader, whom it asks for first (kaspr-lifecycle.md 5.5). Nobody can see afterwards whether a signal
 * arrived, so one that got lost is a failure.
 */
export const rebalance: Action = {
  act: async (parts, { set }) => {
    const leader = await leaderOf(parts, { set })
    if (typeof leader === 'object') return failed(leader.missing)
    const error = await parts.members.signalRebalance(targetOf(set, leader, set.spec.paths.rebalance))
    return error === undefined ? succeeded(`${leader} took the signal`) : failed(wordsOf(error))
  },
  settle: async () => lostToRestart,
}

/** Pod of the first member, by number, that says it leads. */
const leaderOf = async (parts: ActionParts, { set }: Pick<Ordered, 'set'>): Promise<string | { readonly missing: string }> => {
  const answers = await askAll(parts, set, { signal: new AbortController().signal, slow: new Set() })
  const answered = podsOf(parts, set).flatMap(({ member: { id, pod, podUID } }) => {
    const answer = answers.get(podUID)
    return answer?.answered === true ? [{ id, pod, leads: answer.leader === true }] : []
  })
  if (answered.length === 0) return { missing: 'No member status available' }
  const leader = answered.toSorted((a, b) => a.id - b.id).find(({ leads }) => leads)
  return leader?.pod ?? { missing: 'Leader member not found' }
}

/** Upstream's words, where it has some (kaspr-lifecycle.md 5.2). */
const words: Readonly<Partial<Record<MemberError, string>>> = {
  'http-401': 'Unauthorized', 'http-403': 'Forbidden', 'http-404': 'Not found',
  timeout: 'The leader did not answer in time', refused: 'The leader refused the connection', dns: 'The address of the leader is not known',
}

const wordsOf = (error: MemberError): string => words[error] ?? `The leader answered ${error.replace('http-', 'with status ')}`
