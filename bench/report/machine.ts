import { cpus, totalmem } from 'node:os'

/** Where and when a run took place. */
export interface Machine {
  readonly date: string
  readonly node: string
  readonly python: string
  readonly processors: number
  readonly model: string
  readonly gibibytes: number
}

export const machine = (python: string): Machine => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  python,
  processors: cpus().length,
  model: cpus()[0]?.model.trim() ?? 'unknown',
  gibibytes: Math.round(totalmem() / 1024 ** 3),
})
