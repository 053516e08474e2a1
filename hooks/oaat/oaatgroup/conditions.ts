import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { problemsText } from '../../../src/kit/problem.ts'
import type { Decision } from './decision.ts'
import type { Group } from './group.ts'
import { ambiguities } from './problems.ts'
import type { Situation } from './situation.ts'

/** The four conditions of a group (oaat.md B8). */
export const claimsOf = (situation: Situation, decision: Decision): readonly Claim[] =>
  [validity(situation), running(decision), roguePods(situation, decision), pause(situation.group)]

const validity = ({ group, invalid, items }: Situation): Claim => {
  if (invalid !== undefined) return claim('Valid', 'False', { reason: invalid.reason, message: problemsText([invalid]) })
  const doubtful = ambiguities(group)
  if (doubtful.length > 0) return claim('Valid', 'False', { reason: 'AmbiguousDuration', message: problemsText(doubtful) })
  const unreadable = items.filter(({ unreadable }) => unreadable.length > 0)
  if (unreadable.length > 0) return claim('Valid', 'False', { reason: 'UnreadableStatus', message: unreadableText(unreadable) })
  if ((group.spec.windows ?? []).length > 0 && group.spec.windowsEnabled !== true) return claim('Valid', 'True', { reason: 'WindowsNotEnabled', message: 'spec.windows has no effect until spec.windowsEnabled is true' })
  return claim('Valid', 'True', { reason: 'Validated', message: `${items.length} items` })
}

/** What cannot be read counts as never (C31). */
const unreadableText = (items: Situation['items']): string => problemsText(items.map(({ name, unreadable }) =>
  ({ path: `status.items.${name}`, message: `${unreadable.filter((key) => key !== '').join(', ') || 'the entry'} cannot be read and counts as absent` })), 5)

const running = ({ running, message, state }: Decision): Claim => running === undefined
  ? claim('Running', 'False', { reason: idleReasons[state], message })
  : claim('Running', 'True', { reason: running.podUID === undefined ? 'Requested' : 'PodActive', message: `item ${running.item} in pod ${running.pod}` })

const idleReasons: Readonly<Record<Decision['state'], string>> = { idle: 'Idle', running: 'PodStopping', paused: 'Paused', blocked: 'Blocked', invalid: 'Invalid' }

const roguePods = ({ observed: { rogues, adopted } }: Situation, decision: Decision): Claim => decision.rogues === true
  ? claim('RoguePods', 'True', { reason: 'RoguePodsRunning', message: rogueText([...rogues, ...adopted].map(({ metadata }) => metadata.name)) })
  : claim('RoguePods', 'False', { reason: 'NoRoguePods', message: 'no other pod carries the labels of this group' })

const rogueText = (names: readonly string[]): string => names.length === 0
  ? 'several pods of this group are active; one stays' : `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}: nothing starts while they are active`

const pause = ({ paused }: Group): Claim => paused
  ? claim('Paused', 'True', { reason: 'PauseRequested', message: 'annotation pause_new_jobs is set: nothing starts' })
  : claim('Paused', 'False', { reason: 'NotPaused', message: 'items start when they are due' })
