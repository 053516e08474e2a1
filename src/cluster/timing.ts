import type { Seed } from './seed.ts'

/** Milliseconds: always the same, or drawn from the seed between two bounds. */
export type Span = number | readonly [least: number, most: number]

/** How long things take in the cluster. */
export interface Timing {
  /** From a change until a controller looks at it. */
  readonly control: Span
  /** From a change until watchers hear of it. */
  readonly event: Span
  /** Until the garbage collector looks at an object. */
  readonly collect: Span
  /** Until a pod has a node. */
  readonly schedule: Span
  /** Until the first container of a pod may start: volumes, image. */
  readonly prepare: Span
  /** What one init container takes. */
  readonly init: Span
  /** Until containers run. */
  readonly start: Span
  /** How long a container of a pod runs that is not restarted always. */
  readonly run: Span
  /** How long a pod takes to stop; its grace period bounds it. */
  readonly stop: Span
  /** Until a claim is bound. */
  readonly bind: Span
  /** Until a claim has grown. */
  readonly expand: Span
}

export const defaultTiming: Timing = {
  control: 1,
  event: 0,
  collect: 5,
  schedule: 10,
  prepare: 500,
  init: 1000,
  start: 500,
  run: 5000,
  stop: 1000,
  bind: 200,
  expand: 2000,
}

export type Delays = { readonly [Name in keyof Timing]: () => number }

/** Draws delays. A fixed one uses no random number. */
export const delaysOf = (timing: Timing, seed: Seed): Delays => {
  const drawn = (span: Span): (() => number) =>
    typeof span === 'number' ? () => span : () => Math.round(span[0] + seed.number() * (span[1] - span[0]))
  return {
    control: drawn(timing.control),
    event: drawn(timing.event),
    collect: drawn(timing.collect),
    schedule: drawn(timing.schedule),
    prepare: drawn(timing.prepare),
    init: drawn(timing.init),
    start: drawn(timing.start),
    run: drawn(timing.run),
    stop: drawn(timing.stop),
    bind: drawn(timing.bind),
    expand: drawn(timing.expand),
  }
}
