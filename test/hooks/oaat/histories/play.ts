import { apiServer, isActive } from './api-server.ts'
import type { ApiServer, GroupObject } from './api-server.ts'
import { edits, firstSpec } from './edits.ts'
import type { Edit } from './edits.ts'
import { BrokenRule } from '../../../simulation/broken-rule.ts'
import type { History, Step } from './history.ts'
import { answerTo, apply, asked } from './metacontroller.ts'
import type { Asked, Caches, SyncAnswer } from './metacontroller.ts'
import { checkResults } from './results.ts'

export interface PlayOptions {
  /** Whether results must be complete: after a journey into the past they cannot be. */
  readonly travels: boolean
  /** How often every request is asked again; none when absent. */
  readonly replays?: number
}

/** Syncs in which something may still be written; the slot has to be empty before it is taken again, which costs one more. */
const roundsToRest = { many: 3, slot: 4 }

/** Plays a history, looks at every rule on the way, then lets the group come to rest. Throws BrokenRule. */
export const play = (history: History, { travels, replays = 0 }: PlayOptions): ApiServer => {
  const server = apiServer(firstSpec(history.strictSlot))
  const caches: Caches = { group: 0, pods: 0 }
  const playing: Playing = { server, caches, replays, isFree: (uid) => history.strictSlot || isSeen(server.groups[caches.group], uid) }
  for (const step of history.steps) perform(playing, step)
  comeToRest(server, history.strictSlot ? roundsToRest.slot : roundsToRest.many)
  if (!travels) checkResults(server)
  checkAlive(server)
  return server
}

interface Playing {
  readonly server: ApiServer
  readonly caches: Caches
  readonly replays: number
  /**
   * Whether others may take a pod away. With a name for every run the promise ends there: a pod that goes before the
   * status that Metacontroller reads knows of it leaves a free name behind, and nobody can tell (at-most-one.test.ts).
   */
  readonly isFree: (uid: string) => boolean
}

const isSeen = (group: GroupObject | undefined, uid: string): boolean => {
  const { run, recorded = [], history = [] } = group?.status ?? {}
  return run?.podUID === uid || recorded.includes(uid) || history.some(({ podUID }) => podUID === uid)
}

const perform = ({ server, caches, replays, isFree }: Playing, step: Step): void => {
  switch (step.do) {
    case 'sync': {
      const given = asked(server, caches, step.see)
      return apply(server, { given, answer: answered(given, replays), fails: step.fails })
    }
    case 'pod': return server.befall(step.which, step.becomes, isFree)
    case 'rogue': return server.intrude(step.adopted)
    case 'edit': return server.edit(edits[step.which] ?? {})
    case 'clock': return server.pass(step.seconds)
    case 'restart': {
      Object.assign(caches, { group: Math.max(0, server.groups.length - 1 - step.back[0]), pods: Math.max(0, server.pods.length - 1 - step.back[1]) })
    }
  }
}

const answered = (given: Asked, replays: number): SyncAnswer => {
  const answer = answerTo(given)
  const text = replays === 0 ? '' : JSON.stringify(answer)
  for (let count = 0; count < replays; count += 1) {
    if (JSON.stringify(answerTo(given)) !== text) throw new BrokenRule('one request got two answers', count)
  }
  return answer
}

const all = [Infinity, Infinity, Infinity] as const

/** With caches that are up to date the group is at rest after a few syncs. */
const comeToRest = (server: ApiServer, rounds: number): void => {
  const caches: Caches = { group: 0, pods: 0 }
  for (let round = 0; round <= rounds; round += 1) {
    const before = [server.groups.length, server.pods.length]
    const given = asked(server, caches, all)
    apply(server, { given, answer: answerTo(given) })
    if (before[0] === server.groups.length && before[1] === server.pods.length) return
  }
  throw new BrokenRule('it does not come to rest', rounds)
}

/** Valid, not paused, no item far from being due. */
const ready: readonly Edit[] = [{ spec: { oaatType: 'sleep', oaatItems: ['a', 'b', 'c'], frequency: '10s', once: false } }, { annotations: {} }]

/** Enough for a result, its acknowledgement, a deletion and a start. */
const syncsToStart = 8

/** Whatever happened: when all pods are done and time has passed, the next item starts. */
const checkAlive = (server: ApiServer): void => {
  const caches: Caches = { group: 0, pods: 0 }
  ready.forEach(server.edit)
  server.finishAll()
  for (const seconds of [10, 4000]) {
    server.pass(seconds)
    for (let count = 0; count < syncsToStart; count += 1) {
      const given = asked(server, caches, all)
      apply(server, { given, answer: answerTo(given) })
    }
  }
  const active = [...server.pods.at(-1)?.values() ?? []].filter(isActive)
  if (active.length !== 1) throw new BrokenRule('the next item starts', active.length)
}
