import { controllers } from '../../../hooks/index.ts'
import type { CallHook } from '../../../src/engine/hook-call.ts'
import type { Delivery } from '../../../src/engine/informer.ts'
import { uidOf } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { WriteTrace } from '../../../src/engine/observer.ts'
import { drawnTiming } from '../../../src/simulation/drawn-timing.ts'
import { createWorld } from '../../../src/simulation/world.ts'
import type { World } from '../../../src/simulation/world.ts'

/** So many writes are a loop without end: the engine is stopped then, and nobody has to wait. */
export const tooMany = 2000

/** A world in which engine, hooks and watches can be made to fail. */
export interface TroubledWorld {
  readonly world: World
  readonly objects: () => readonly StoredObject[]
  /** Every write that the engine tried, refused ones too. */
  readonly writes: readonly WriteTrace[]
  readonly killAfter: (writes: number) => void
  readonly breakHooks: (status: number, calls: number) => void
  readonly duplicate: (events: number) => void
  /** Nothing more goes wrong by itself. */
  readonly heal: () => void
}

interface Trouble {
  /** Writes until the engine dies; -1: it lives. */
  kill: number
  hookStatus: number
  hookCalls: number
  duplicates: number
}

const timing = { ...drawnTiming, control: [1, 10], event: [0, 4] } as const

/** Spoils the hooks of a whole world, so that tests see what is found out. */
export type Sabotage = (hooks: CallHook) => CallHook

export const troubledWorld = (seed: number, sabotage: Sabotage = (hooks) => hooks): TroubledWorld => {
  const trouble: Trouble = { kill: -1, hookStatus: 0, hookCalls: 0, duplicates: 0 }
  const objects = new Map<string, StoredObject>()
  const writes: WriteTrace[] = []
  const worlds: World[] = []
  const write = (trace: WriteTrace): void => {
    writes.push(trace)
    if (writes.length > tooMany) worlds[0]?.engine().stop()
    if (trouble.kill < 0) return
    trouble.kill -= 1
    if (trouble.kill < 0) worlds[0]?.restartEngine()
  }
  const world = createWorld({
    controllers, seed, timing, observer: { write }, wire: (hooks) => brokenHooks(trouble, sabotage(hooks)), delivery: stammering(trouble),
    change: ({ type, object, before }) => { if (type === 'Deleted') objects.delete(uidOf(before ?? object)); else objects.set(uidOf(object), object) },
  })
  worlds.push(world)
  return {
    world, writes,
    objects: () => [...objects.values()],
    killAfter: (count) => { trouble.kill = count },
    breakHooks: (status, calls) => { Object.assign(trouble, { hookStatus: status, hookCalls: calls }) },
    duplicate: (events) => { trouble.duplicates = events },
    heal: () => { Object.assign(trouble, { kill: -1, hookCalls: 0, duplicates: 0 }) },
  }
}

const brokenHooks = (trouble: Trouble, hooks: CallHook): CallHook => (call) => {
  if (trouble.hookCalls === 0) return hooks(call)
  trouble.hookCalls -= 1
  if (trouble.hookStatus > 0) return { status: trouble.hookStatus, body: 'a fault on demand', retryAfter: '1' }
  // An answer that gets lost was computed all the same.
  if (trouble.hookStatus < 0) void hooks(call)
  return Promise.reject(new TypeError('connection reset'))
}

const stammering = (trouble: Trouble): Delivery => (_kind, _event, deliver) => {
  deliver()
  if (trouble.duplicates === 0) return
  trouble.duplicates -= 1
  deliver()
}
