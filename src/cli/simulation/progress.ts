import type { Progress } from '../../simulation/simulation.ts'
import type { Terminal } from '../command.ts'

/** Says once a second of real time how far it is; nothing in the first one. */
export const progressOf = ({ err }: Pick<Terminal, 'err'>, now: () => number = () => performance.now()): ((progress: Progress) => void) => {
  let next = now() + 1000
  return ({ elapsed, writes }) => {
    const moment = now()
    if (moment < next) return
    next = moment + 1000
    err(`simulated ${(elapsed / 1000).toFixed(1)} s, ${writes} writes so far\n`)
  }
}
