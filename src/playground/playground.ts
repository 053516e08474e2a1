import type { Controller } from '../kit/controller.ts'
import type { Settings } from '../kit/settings.ts'
import { manifestOf } from '../manifest/manifest.ts'
import type { WorldGuests } from '../simulation/world.ts'
import { applyManifest } from './apply-manifest.ts'
import { changeBell } from './change-bell.ts'
import type { ChangeBell } from './change-bell.ts'
import type { ServiceAddress } from './curl.ts'
import { createStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { turnstile } from './turnstile.ts'
import type { Turnstile } from './turnstile.ts'
import { WorldClock } from './world-clock.ts'

/** A file that people can start from. */
export interface Example {
  readonly name: string
  /** One line. */
  readonly summary: string
  readonly text: string
}

/** How people tell the controllers to leave a parent alone. */
export interface PauseMark {
  readonly annotation: string
  readonly value: string
}

export interface PlaygroundOptions {
  readonly controllers: readonly Controller[]
  readonly settings: Settings
  readonly release: string
  readonly service: ServiceAddress
  readonly examples: readonly Example[]
  /** Names of the examples that are there from the start. */
  readonly first: readonly string[]
  readonly pause?: PauseMark
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How many objects people may fill it with; 2000 when absent. */
  readonly mostObjects?: number
  /** Asked for every new world. */
  readonly guests?: () => WorldGuests
}

/** One world in memory for everybody who looks at it. */
export interface Playground {
  readonly options: PlaygroundOptions
  readonly stage: () => Stage
  readonly clock: WorldClock
  readonly bell: ChangeBell
  /** Whatever moves or changes the world goes through it. */
  readonly through: Turnstile
  /** Throws the world away and makes a new one, with the first examples at rest. */
  readonly startOver: () => Promise<void>
  /** Tells which stage there is, at once and whenever it is another one. Gives the function that ends it. */
  readonly follow: (listener: (stage: Stage) => void) => () => void
  readonly stop: () => void
}

/** Milliseconds between a change and the word of it: what belongs together is told together. */
const ringMilliseconds = 80

/** Makes a playground with the first examples at rest. */
export const createPlayground = async (options: PlaygroundOptions): Promise<Playground> => {
  const through = turnstile()
  const bell = changeBell(ringMilliseconds)
  const fresh = (): Stage => createStage({ controllers: options.controllers, settings: options.settings, start: options.now(), ring: bell.ring, ...(options.guests === undefined ? {} : { guests: options.guests() }) })
  let stage = fresh()
  const listeners = new Set<(stage: Stage) => void>()
  const clock = new WorldClock({
    through,
    now: () => stage.world.cluster.clock.now(),
    advance: (milliseconds) => stage.world.advance(milliseconds),
    wall: () => performance.now(),
    ring: bell.ring,
  })
  await furnish(stage, options)
  return {
    options, clock, bell, through,
    stage: () => stage,
    startOver: () => through(async () => {
      const made = fresh()
      await furnish(made, options)
      stage.world.engine().stop()
      stage = made
      for (const listener of listeners) listener(made)
      bell.ring()
    }),
    follow: (listener) => {
      listeners.add(listener)
      listener(stage)
      return () => { listeners.delete(listener) }
    },
    stop: () => { clock.stop() },
  }
}

/** Applies the first examples and waits until everything is at rest. */
const furnish = async (stage: Stage, options: PlaygroundOptions): Promise<void> => {
  for (const { text } of options.first.flatMap((first) => options.examples.find(({ name }) => name === first) ?? [])) await applyManifest(stage, options, manifestOf(text))
  await stage.world.runUntilIdle()
}
