import type t from 'tap'
import { historyOf } from './draw.ts'
import type { Kind } from './draw.ts'
import { BrokenRule } from '../../../simulation/broken-rule.ts'
import type { History } from './history.ts'
import { play } from './play.ts'

type Test = Pick<typeof t, 'test' | 'strictSame' | 'setTimeout'>

/** One history of so many has every request asked a hundred times more. */
const replayedEvery = 500
const replays = 100

export interface Shard extends Kind {
  readonly from: number
  readonly histories: number
}

/** Plays the histories of so many seeds. What breaks is shrunk to the steps that are needed. */
export const runShard = (t: Test, { from, histories, ...kind }: Shard): void => {
  t.setTimeout(1_500_000)
  t.test(`the histories of the seeds ${from} to ${from + histories - 1} keep the rules`, async (t) => {
    const broken: string[] = []
    for (let seed = from; seed < from + histories && broken.length < 3; seed += 1) {
      const found = checkSeed(seed, kind)
      if (found !== undefined) broken.push(found)
    }
    t.strictSame(broken, [])
  })
}

/** What the history of a seed breaks, in words. */
export const checkSeed = (seed: number, kind: Kind): string | undefined => {
  const history = historyOf(seed, kind)
  const breach = breachOf(history, kind)
  return breach === undefined ? undefined : text(shrunk(history, breach, kind))
}

interface Breach {
  readonly rule: string
  readonly evidence: unknown
}

export const breachOf = (history: History, { travels }: Pick<Kind, 'travels'>): Breach | undefined => {
  try {
    play(history, { travels, replays: history.seed % replayedEvery === 0 ? replays : 0 })
    return undefined
  } catch (error) {
    return error instanceof BrokenRule ? { rule: error.message, evidence: error.evidence } : { rule: String(error), evidence: error instanceof Error ? error.stack : '' }
  }
}

type Broken = Breach & { readonly history: History }

const shrunk = (history: History, breach: Breach, kind: Kind): Broken => {
  for (const step of history.steps) {
    const smaller = { ...history, steps: history.steps.filter((other) => other !== step) }
    const found = breachOf(smaller, kind)
    if (found?.rule === breach.rule) return shrunk(smaller, found, kind)
  }
  return { ...breach, history }
}

const text = ({ rule, evidence, history: { seed, strictSlot, steps } }: Broken): string =>
  [`seed ${seed}${strictSlot ? ', strictSlot' : ''}: ${rule}`, `  evidence: ${JSON.stringify(evidence)}`, ...steps.map((step) => `  ${JSON.stringify(step)}`)].join('\n')
