import type { Timing } from '../cluster/timing.ts'

/** Delays that are drawn from the seed: another seed, another order of things. */
export const drawnTiming: Timing = {
  control: [1, 40],
  event: [0, 60],
  collect: [1, 500],
  schedule: [5, 300],
  prepare: [100, 3000],
  init: [200, 4000],
  start: [100, 3000],
  run: [1000, 8000],
  stop: [100, 3000],
  bind: [50, 2000],
  expand: [500, 5000],
}
