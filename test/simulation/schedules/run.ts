import { isObject } from '../../../src/protocol/json.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { isNotFound } from '../../../src/engine/api-errors.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { controllerOf } from '../../../src/engine/owner-reference.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { applyObject, deleteObject } from '../../../src/simulation/apply.ts'
import { defaultStart } from '../../../src/simulation/world.ts'
import type { Document } from '../fixtures/family.ts'
import { differencesOf, endStateOf } from './end-state.ts'
import type { EndState } from './end-state.ts'
import { BrokenRule } from '../broken-rule.ts'
import { inOrder, lastDocuments } from './schedule.ts'
import type { Schedule, Step } from './schedule.ts'
import { tooMany, troubledWorld } from './troubled-world.ts'
import type { Sabotage, TroubledWorld } from './troubled-world.ts'
import { alwaysWanted, isFrozen } from './wanted.ts'

/**
 * Long enough for everything to be looked at again: customize after 20 minutes, every parent after 30 (a conflict that nobody
 * else's write explains is swallowed until then), and after that what a controller of the cluster tried in vain.
 */
const settling = 50 * 60_000

/** Plays a schedule and throws BrokenRule when an invariant does not hold. `sabotage` spoils hooks. */
export const play = async (schedule: Schedule, sabotage: Sabotage = (hooks) => hooks): Promise<void> => {
  const troubled = troubledWorld(schedule.seed, sabotage)
  await perform(troubled, schedule)
  await comeToRest(troubled, schedule)
  const wanted = alwaysWanted(schedule)
  const lost = troubled.writes.filter(({ verb, object, refused }) => verb === 'delete' && refused === undefined && wanted.has(object))
  if (lost.length > 0) throw new BrokenRule('a child was deleted that every version of its parent wanted', lost.map(({ object, reason, time }) => ({ object, reason, at: time - defaultStart })))
  await checkQuiet(troubled)
  if (isFrozen(schedule)) return
  const differences = differencesOf(endStateOf(troubled.objects()), await fresh(lastDocuments(schedule)))
  if (differences.length > 0) throw new BrokenRule('the end differs from a fresh start', differences)
}

/** Every step in its turn, then the end of all faults. */
const perform = async (troubled: TroubledWorld, { steps }: Schedule): Promise<void> => {
  const { world } = troubled
  const endings: { readonly at: number; readonly end: () => void }[] = []
  const goTo = async (moment: number): Promise<void> => {
    for (const { at, end } of endings.filter((ending) => ending.at <= moment).toSorted((a, b) => a.at - b.at)) {
      await world.advance(Math.max(0, defaultStart + at - world.cluster.clock.now()))
      end()
    }
    await world.advance(Math.max(0, defaultStart + moment - world.cluster.clock.now()))
  }
  for (const step of inOrder(steps)) {
    await goTo(step.at)
    const ending = await act(troubled, step)
    if (ending !== undefined) endings.push(ending)
  }
  await goTo(Math.max(0, ...steps.map(({ at }) => at), ...endings.map(({ at }) => at)))
  troubled.heal()
}

type Ending = { readonly at: number; readonly end: () => void } | undefined

const act = async (troubled: TroubledWorld, step: Step): Promise<Ending> => {
  const { world } = troubled
  switch (step.do) {
    case 'apply': await applyObject(world, step.document); return undefined
    case 'delete': return remove(() => deleteObject(world, step.document))
    case 'killEngine': troubled.killAfter(step.afterWrites); return undefined
    case 'breakHooks': troubled.breakHooks(step.status, step.calls); return undefined
    case 'duplicate': troubled.duplicate(step.events); return undefined
    case 'fault': return { at: step.at + step.lasts, end: world.cluster.faults.inject(step.fault) }
    case 'damage': return damage(troubled, step)
  }
}

const remove = async (remove: () => Promise<void>): Promise<undefined> => {
  try {
    await remove()
  } catch (error) {
    // Deleted twice is deleted.
    if (!isNotFound(error)) throw error
  }
}

const fragile = ['ConfigMap', 'Service', 'StatefulSet', 'HorizontalPodAutoscaler', 'ServiceAccount']

const damage = async ({ world, objects }: TroubledWorld, { child, how }: Extract<Step, { do: 'damage' }>): Promise<undefined> => {
  const there = objects().filter((object) => fragile.includes(object.kind) && controllerOf(object) !== undefined)
  const hit = there[child % Math.max(1, there.length)]
  const kind = hit === undefined ? undefined : world.discovery.kind(hit.apiVersion, hit.kind)
  if (hit === undefined || kind === undefined) return
  const intruder = world.cluster.client('intruder')
  if (how === 'edit' && hit.kind === 'ConfigMap') await intruder.update(kind, spoiled(hit))
  else await remove(() => intruder.delete({ kind, name: hit.metadata.name, namespace: hit.metadata.namespace }, { propagation: 'Background' }))
}

/** Other values under the keys that are there. */
const spoiled = (object: StoredObject): StoredObject => {
  const data: JsonValue | undefined = object['data']
  return trusted<StoredObject>({ ...object, data: isObject(data) ? Object.fromEntries(Object.keys(data).map((key) => [key, 'spoiled'])) : {} })
}

const comeToRest = async ({ world, writes }: TroubledWorld, { steps }: Schedule): Promise<void> => {
  const first = await world.runUntilIdle()
  await world.advance(settling)
  const { isIdle } = first.isIdle ? await world.runUntilIdle() : first
  const waiting = world.engine().delayed().filter(({ reason }) => reason !== 'resyncAfterSeconds')
  if (writes.length > tooMany || !isIdle || world.engine().pending() > 0) throw new BrokenRule('it does not come to rest', steps.length)
  if (waiting.length > 0) throw new BrokenRule('a parent still fails', waiting.map(({ controller, key }) => `${controller} ${key}`))
}

/** A new engine looks at everything and writes nothing, not even in vain. */
const checkQuiet = async ({ world, writes }: TroubledWorld): Promise<void> => {
  const before = writes.length
  world.restartEngine()
  await world.runUntilIdle()
  const more = writes.slice(before)
  if (more.length > 0) throw new BrokenRule('something is written at rest', more.map(({ verb, object, reason, refused = '' }) => `${verb} ${object}: ${reason} ${refused}`))
}

const known = new Map<string, EndState>()

/** What the documents become in a world without trouble. */
const fresh = async (documents: readonly Document[]): Promise<EndState> => {
  const key = JSON.stringify(documents)
  const found = known.get(key)
  if (found !== undefined) return found
  const { world, objects } = troubledWorld(1)
  for (const document of documents) await applyObject(world, document)
  await world.runUntilIdle()
  await world.advance(settling)
  await world.runUntilIdle()
  const state = endStateOf(objects())
  known.set(key, state)
  return state
}
