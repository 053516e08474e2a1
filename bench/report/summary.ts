import type { Case } from '../contestants/field.ts'
import type { Turn } from '../measure/cpu.ts'
import type { Latency } from '../measure/latency.ts'
import type { Memory } from '../measure/memory.ts'
import { mean, median } from '../statistics.ts'
import type { Machine } from './machine.ts'

/** CPU milliseconds of a contestant over all rounds. */
export interface Cost {
  readonly median: number
  readonly mean: number
  readonly least: number
  readonly most: number
}

/** One size of app. Ratios are medians of the ratios of each round, so that a slow moment hits both sides. */
export interface SizeSummary {
  readonly agents: number
  readonly requestBytes: number
  readonly answerBytes: number
  readonly costs: Readonly<Record<string, Cost>>
  readonly toBare: number
  readonly toJson: number
  readonly fullToNotModified: number
  readonly standInToOurs: number | undefined
}

export interface Results {
  readonly machine: Machine
  readonly sittings: number
  readonly rounds: number
  readonly nodeOptions: readonly string[]
  readonly sizes: readonly SizeSummary[]
  readonly latency: readonly Latency[]
  readonly memory: Memory
  /** Why something was not measured. */
  readonly missing: string | undefined
}

export const contestants = ['ours', 'bare', 'json', 'not-modified', 'cold', 'stand-in'] as const
export type ContestantName = (typeof contestants)[number]

export const summarize = (given: Case, turns: readonly Turn[]): SizeSummary => {
  const own = turns.filter(({ agents }) => agents === given.agents)
  const of = (contestant: ContestantName): readonly number[] => own.filter((turn) => turn.contestant === contestant).map(({ milliseconds }) => milliseconds)
  const ratio = (above: ContestantName, below: ContestantName): number => {
    const under = of(below)
    return median(of(above).flatMap((value, round) => under[round] === undefined ? [] : [value / under[round]]))
  }
  return {
    agents: given.agents,
    requestBytes: given.bytes,
    answerBytes: given.answerBytes,
    costs: Object.fromEntries(contestants.flatMap((name) => of(name).length === 0 ? [] : [[name, costOf(of(name))]])),
    toBare: ratio('ours', 'bare'),
    toJson: ratio('ours', 'json'),
    fullToNotModified: ratio('ours', 'not-modified'),
    standInToOurs: of('stand-in').length === 0 ? undefined : ratio('stand-in', 'ours'),
  }
}

const costOf = (values: readonly number[]): Cost =>
  ({ median: median(values), mean: mean(values), least: Math.min(...values), most: Math.max(...values) })
