import type { ContestantName, Results, SizeSummary } from './summary.ts'

/** What was set out to be reached, and what was measured. */
export interface Target {
  readonly what: string
  readonly wanted: string
  readonly measured: string
  readonly met: boolean | undefined
}

/** CPU milliseconds at a number of agents: ours, on a machine where the stand-in takes so long. */
const reference: Readonly<Record<number, { readonly ours: number; readonly standIn: number }>> = {
  1: { ours: 0.5, standIn: 21 },
  10: { ours: 1.1, standIn: 117 },
  50: { ours: 2.5, standIn: 505 },
}

const mebibyte = 1024 ** 2

export const targetsOf = ({ sizes, memory }: Results): readonly Target[] => [
  ...sizes.flatMap((size) => sizeTargets(size)),
  {
    what: 'Growth of the heap per 1,000 requests',
    wanted: 'flat: at most 10 KiB',
    measured: `${(memory.heapSlope / 1024).toFixed(1)} KiB`,
    met: memory.heapSlope <= 10 * 1024,
  },
  { what: 'Most memory ever resident', wanted: 'at most 160 MiB', measured: `${(memory.most / mebibyte).toFixed(0)} MiB`, met: memory.most <= 160 * mebibyte },
]

const sizeTargets = (size: SizeSummary): readonly Target[] => [
  { what: `${named(size)}: ours to bare server`, wanted: 'at most 1.30', measured: size.toBare.toFixed(2), met: size.toBare <= 1.3 },
  { what: `${named(size)}: 200 to 304`, wanted: 'at least 3', measured: size.fullToNotModified.toFixed(1), met: size.fullToNotModified >= 3 },
  absolute(size),
]

const named = ({ agents }: SizeSummary): string => agents === 1 ? '1 agent' : `${agents} agents`

/** Scaled by how fast the stand-in is here; without it nobody can say. */
const absolute = (size: SizeSummary): Target => {
  const wanted = reference[size.agents]
  const [ours, bare, standIn] = [medianOf(size, 'ours'), medianOf(size, 'bare'), medianOf(size, 'stand-in')]
  const what = `${named(size)}: CPU per sync`
  const measured = `${ours.toFixed(2)} ms (bare server ${bare.toFixed(2)} ms)`
  if (wanted === undefined || Number.isNaN(standIn)) return { what, wanted: 'stand-in not measured', measured, met: undefined }
  const limit = wanted.ours * standIn / wanted.standIn
  return { what, wanted: `at most ${limit.toFixed(2)} ms (${wanted.ours} ms × ${standIn.toFixed(1)} / ${wanted.standIn})`, measured, met: ours <= limit }
}

const medianOf = ({ costs }: SizeSummary, name: ContestantName): number => costs[name]?.median ?? NaN
