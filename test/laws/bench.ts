import { syncRequest } from '../../src/engine/render.ts'
import { invoke } from '../../src/guard/invoke.ts'
import type { Invocation } from '../../src/guard/invoke.ts'
import type { HookContext } from '../../src/kit/controller.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import type { CompositeRequest } from '../../src/protocol/request.ts'
import { findingIn } from './answer-laws.ts'
import type { Keeps } from './answer-laws.ts'
import { BrokenLaw } from './broken-law.ts'
import { withoutClockAndChance } from './purity.ts'
import { applied, frozen, groupsOf, nowOf } from './world.ts'
import type { Applied, World } from './world.ts'

/** A request whose answer another process has to give as well. */
export interface Sample {
  readonly controller: string
  readonly request: string
  readonly context: HookContext
  readonly answer: string
}

/** Counts the states of a run: one request fed to a sync hook is one state. */
export interface Bench {
  states: number
  readonly samples: Sample[]
}

export const newBench = (): Bench => ({ states: 0, samples: [] })

/** Every so many states are asked twice, with clock and chance taken away. */
const twiceEvery = 4
const sampleEvery = 500

const context = (world: World): HookContext => ({ now: nowOf(world), settings: world.settings })

/** The request of a world; a stale one holds whatever stands beside the parent, asked for or not. */
export const requestOf = (world: World): CompositeRequest => {
  const { controller, parent, children } = world
  // Metacontroller has one cache for a kind: what a hook reads holds its own children, too.
  const objects = [...world.objects, ...children.values()]
  const request = syncRequest(controller, parent, { around: { objects, children: groupsOf(children) }, context: context(world) })
  if (!world.isStale) return request
  const related = Object.fromEntries(controller.reads.map((kind) => [groupKey(kind), Object.fromEntries(
    objects.filter((object) => object.kind === kind.kind).map((object) => [objectKey(object.metadata), object]))]))
  return { ...request, related }
}

export const textOf = ({ body }: Invocation): string => JSON.stringify(body)

/** Feeds one state to the hook, checks what can be checked on the answer, and applies it. */
export const step = (bench: Bench, world: World, keeps?: Keeps): Applied => {
  const request = frozen(requestOf(world))
  bench.states += 1
  const invocation = answerTo(world, request)
  const done = applied(world, invocation)
  const finding = findingIn(world.controller, invocation, keeps) ?? done.finding
  if (finding !== undefined) throw new BrokenLaw(finding[0], finding[1], request)
  if (bench.states % twiceEvery === 0) again(world, request, textOf(invocation))
  if (bench.states % sampleEvery === 0) {
    bench.samples.push({ controller: world.controller.name, request: JSON.stringify(request), context: context(world), answer: sha256Hex(textOf(invocation)) })
  }
  if (done.refused.length > 0) throw new BrokenLaw('accepted', `the API server refuses ${done.refused.join('; ')}`, request)
  return done
}

const answerTo = (world: World, request: CompositeRequest): Invocation => {
  try {
    return invoke(world.controller, 'sync', { request, context: context(world) })
  } catch (cause) {
    const { code, stack } = causeOf(cause)
    throw new BrokenLaw('total', `${code} ${stack}`, request)
  }
}

const causeOf = (cause: unknown): { readonly code: string; readonly stack: string } => {
  if (!(cause instanceof Error)) return { code: 'no error', stack: String(cause) }
  const inner = cause.cause instanceof Error ? cause.cause.stack ?? '' : ''
  return { code: 'code' in cause ? String(cause.code) : 'without code', stack: `${cause.message} ${inner.split('\n').slice(0, 4).join(' ')}` }
}

const again = (world: World, request: CompositeRequest, first: string): void => {
  const second = withoutClockAndChance(() => textOf(answerTo(world, request)))
  if (second !== first) throw new BrokenLaw('deterministic', 'the same request got two answers', request)
}

const isQuiet = ({ writes, isStatusWritten }: Applied): boolean => writes.length === 0 && !isStatusWritten

/** Stages in which a hook may build, one on the other: as many as items of a list that run one after the other. */
const mostStages = 20

/**
 * Rounds in which a hook may still write something: two more where a child had to go before another could come, and three
 * more for every stage that follows on what the world made of the one before: it is made, seen, and told. Whoever writes
 * children for ever has no rest after all of these either, and a status alone gets no round more.
 */
const roundsToRest = ({ hasDeleted, stages }: Seen): number => (hasDeleted ? 5 : 3) + 3 * Math.min(stages, mostStages)

/** How often an answer may wait for a moment before it is certain. */
const mostWaits = 2

/** Children that come to an end by themselves. Whoever makes and clears away nothing but these, one after the other, has work, and no rest. */
const work = /^(POST|DELETE) (Pod\.v1|Job\.batch\/v1) /

/** Whoever waits so many seconds each time has work that comes round: that is no loop. */
const period = 10

/**
 * Lets a world come to rest: nothing is written after a few rounds, nor an hour later. `keeps` as in `step`. An answer
 * that asks to be asked again may change at that moment, not before, and comes to rest again.
 */
export const rest = (bench: Bench, world: World, keeps?: Keeps): World => settle(bench, { world, waits: mostWaits }, keeps)

interface Unsettled { readonly world: World; readonly waits: number }

const settle = (bench: Bench, { world, waits }: Unsettled, keeps?: Keeps): World => {
  let [now, seen] = [world, nothingSeen]
  for (let round = 0; ; round += 1) {
    const done = step(bench, now, keeps)
    seen = seenAfter(seen, done, round)
    if (isQuiet(done)) return done.againAfterSeconds > 0 ? waited(bench, { world: now, seconds: done.againAfterSeconds, waits }, keeps) : later(bench, done.world, keeps)
    if (seen.isWork && seen.stages >= mostStages) return done.world
    if (round === roundsToRest(seen)) throw new BrokenLaw('fixpoint', `still writing after ${round} rounds: ${written(done)}`, requestOf(now))
    now = done.world
  }
}

/** What the rounds so far have written. */
interface Seen { readonly hasDeleted: boolean; readonly isWork: boolean; readonly stages: number }

const nothingSeen: Seen = { hasDeleted: false, isWork: true, stages: 0 }

const seenAfter = ({ hasDeleted, isWork, stages }: Seen, { writes }: Applied, round: number): Seen => ({
  hasDeleted: hasDeleted || writes.some((write) => write.startsWith('DELETE')),
  isWork: isWork && (round === 0 || writes.every((write) => work.test(write))),
  stages: stages + (round > 0 && writes.some((write) => !write.startsWith('DELETE')) ? 1 : 0),
})

const written = ({ writes, isStatusWritten }: Applied): string => [...writes, ...(isStatusWritten ? ['status'] : [])].join(', ')

const after = (world: World, seconds: number): World => ({ ...world, minute: world.minute + seconds / 60 })

const later = (bench: Bench, world: World, keeps?: Keeps): World => {
  const done = step(bench, after(world, 3600), keeps)
  if (!isQuiet(done)) throw new BrokenLaw('fixpoint', `at rest, then an hour later without being asked to come back: ${written(done)}`, requestOf(world))
  return done.world
}

interface Waiting extends Unsettled { readonly seconds: number }

/** What was asked for before the wait is asked for anew after it: Metacontroller keeps no answer of customize for ever. */
const waited = (bench: Bench, { world, seconds, waits }: Waiting, keeps?: Keeps): World => {
  if (waits === 0 && seconds >= period) return world
  if (waits === 0) throw new BrokenLaw('fixpoint', `wants to be asked again and again, now after ${seconds} s`, requestOf(world))
  const early = step(bench, after(world, seconds - 1), keeps)
  if (!isQuiet(early)) throw new BrokenLaw('fixpoint', `wants to be asked again after ${seconds} s, and writes before: ${written(early)}`, requestOf(world))
  return settle(bench, { world: { ...after(world, seconds), isStale: false }, waits: waits - 1 }, keeps)
}
