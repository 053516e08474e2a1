import type { Change } from '../cluster/server/object-table.ts'
import { described } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { turn } from '../engine/virtual-clock.ts'
import { engineRecord } from './engine-record.ts'
import type { EngineRecord, Failing } from './engine-record.ts'
import { hotLoopWatch } from './hot-loop.ts'
import type { HotLoop, HotLoopWatch } from './hot-loop.ts'
import { recordedWorld } from './recorded-world.ts'
import type { RecordedWorld } from './recorded-world.ts'
import { runRecord } from './run-record.ts'
import type { Run, RunRecord } from './run-record.ts'
import type { TimelineEntry } from './timeline.ts'
import { defaultStart, engineName } from './world.ts'
import type { World, WorldOptions } from './world.ts'

/** Something that is done from outside at a moment. */
export interface Action {
  /** Milliseconds since the world began. */
  readonly at: number
  readonly run: (world: World) => Promise<void> | void
}

export interface SimulationOptions {
  readonly world: Omit<WorldOptions, 'observer' | 'change' | 'start'>
  readonly actions: readonly Action[]
  /** Longest time, in milliseconds of the clock. */
  readonly limit: number
  /** Goes through the whole of that time, however long nothing happens in between; nobody waits for rest then. */
  readonly isWhole?: boolean
  /** Ends it as soon as this is true of all that exists, all actions are done, and nothing follows at once. */
  readonly until?: (objects: readonly StoredObject[]) => boolean
  /** Called before every step of the clock. */
  readonly progress?: (progress: Progress) => void
}

export interface Progress {
  /** Milliseconds since the world began. */
  readonly elapsed: number
  readonly writes: number
}

/** How it ended. */
export interface Simulation {
  /** Everything came to rest and no parent fails; with `until`: it became true; through the whole time: it got there, and no parent fails. */
  readonly converged: boolean
  readonly rounds: number
  /** Writes of the engine until it came to rest. */
  readonly writes: number
  /** What the engine wrote at rest, when it was started anew and nobody else had written before. */
  readonly writesAtRest: readonly { readonly object: string; readonly reason: string }[]
  /** Seconds of the clock until the last write. */
  readonly seconds: number
  readonly objects: readonly StoredObject[]
  readonly events: readonly TimelineEntry[]
  readonly runs: readonly Run[]
  /** Objects that did not come to rest. */
  readonly loops: readonly HotLoop[]
  readonly failing: readonly Failing[]
  /** Parents that still waited for the engine. */
  readonly pending: number
  /** Why the engine's process would have died. */
  readonly crash: string | undefined
}

interface Running extends RecordedWorld {
  readonly record: EngineRecord
  readonly watch: HotLoopWatch
  readonly runs: RunRecord
  readonly lastWrite: () => number
  readonly foreignChanges: () => number
}

/** Does everything, runs to the fixpoint, and looks whether it is one. */
export const simulate = async (options: SimulationOptions): Promise<Simulation> => {
  const running = begun(options)
  const isOver = (): boolean => {
    options.progress?.({ elapsed: elapsedOf(running), writes: running.record.writes() })
    return running.watch.isHot()
  }
  await perform(running, options, isOver)
  const isWhole = options.isWhole === true
  const hasRest = await (isWhole ? toEnd : toRest)(running, options, isOver)
  const converged = options.until === undefined ? hasRest && failingOf(running).length === 0 : options.until(running.objects())
  const ended = { ...figuresOf(running), converged, loops: hasRest || (isWhole && !running.watch.isHot()) ? [] : running.watch.loops(), failing: failingOf(running), pending: running.world.engine().pending(), crash: running.world.engine().crash() }
  const writesAtRest = hasRest && !isWhole && options.until === undefined ? await restWrites(running) : []
  return { ...ended, writesAtRest, objects: running.objects(), events: running.timeline.entries(), runs: running.runs.runs() }
}

const elapsedOf = ({ world }: Running): number => world.cluster.clock.now() - defaultStart

const figuresOf = ({ record, lastWrite }: Running) => ({ rounds: record.rounds(), writes: record.writes(), seconds: (lastWrite() - defaultStart) / 1000 })

const begun = ({ world: options }: SimulationOptions): Running => {
  const record = engineRecord()
  const clocks: { now: () => number }[] = []
  const now = (): number => clocks[0]?.now() ?? defaultStart
  const [watch, runs] = [hotLoopWatch(now), runRecord(now)]
  let [lastWrite, foreign] = [defaultStart, 0]
  const change = (told: Change): void => {
    watch.change(told)
    runs.change(told)
    lastWrite = now()
    foreign += told.by === engineName ? 0 : 1
  }
  const recorded = recordedWorld({ ...options, start: defaultStart, change, observer: record.observer })
  clocks.push(recorded.world.cluster.clock)
  return { ...recorded, record, watch, runs, lastWrite: () => lastWrite, foreignChanges: () => foreign }
}

/** Every action in its turn, as far as the time reaches. */
const perform = async (running: Running, { actions, limit }: SimulationOptions, isOver: () => boolean): Promise<void> => {
  for (const { at, run } of actions.toSorted((a, b) => a.at - b.at)) {
    if (at > limit || !await goTo(running, defaultStart + at, isOver)) return
    await run(running.world)
  }
}

const goTo = async ({ world: { cluster: { clock } } }: Running, moment: number, isOver: () => boolean): Promise<boolean> => {
  await turn()
  while ((clock.next() ?? Infinity) <= moment && !isOver()) await clock.step()
  if (!isOver()) await clock.advance(Math.max(0, moment - clock.now()))
  return !isOver()
}

/** What follows sooner belongs to what happened. */
const atOnce = 100

/** To the end of the time, and through what belongs to its last moment. Who is written now and then in it is no loop. */
const toEnd = async (running: Running, { limit }: SimulationOptions, isOver: () => boolean): Promise<boolean> =>
  await goTo(running, defaultStart + limit + atOnce, isOver) && running.world.engine().pending() === 0

const toRest = async (running: Running, { limit, until }: SimulationOptions, isOver: () => boolean): Promise<boolean> => {
  const { cluster } = running.world
  const isReached = (): boolean => until !== undefined && (cluster.clock.next() ?? Infinity) > cluster.clock.now() + atOnce && until(running.objects())
  const { isIdle } = await cluster.runUntilIdle({ limit: Math.max(0, limit - elapsedOf(running)), until: () => isOver() || isReached() })
  return isIdle && !running.watch.isHot() && running.world.engine().pending() === 0
}

const failingOf = ({ record, objects }: Running): readonly Failing[] => {
  const there = new Set(objects().map(described))
  return record.failing().filter(({ parent }) => there.has(parent))
}

/** Longest time to wait for rest after everything was looked at again. */
const restLimit = 600_000

/** A new engine looks at everything: what it writes then, and nobody else before it, was no fixpoint. */
const restWrites = async (running: Running): Promise<Simulation['writesAtRest']> => {
  const { world, record, watch, foreignChanges } = running
  const before = foreignChanges()
  const writes: { readonly object: string; readonly reason: string }[] = []
  record.listen(({ object, reason }) => { if (foreignChanges() === before) writes.push({ object, reason }) })
  world.restartEngine()
  await world.cluster.runUntilIdle({ limit: restLimit, until: watch.isHot })
  return writes
}
