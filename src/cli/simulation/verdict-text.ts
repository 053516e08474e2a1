import type { Simulation } from '../../simulation/simulation.ts'
import type { Flip, HotLoop } from '../../simulation/hot-loop.ts'
import type { Awaited } from './until-option.ts'

/** Objects and writes of one explanation; the others are counted. */
const most = 5

/** Why a simulation is not good, one sentence a line; none when it is. */
export const verdict = ({ converged, loops, failing, pending, crash, writesAtRest, objects }: Simulation, goal: Awaited | undefined): readonly string[] => {
  if (goal !== undefined && !converged) return [`KH_NOT_REACHED: ${goal.text} did not come true`, ...some(goal.open(objects)), ...some(failing.map(failureText))]
  const lines = [
    ...(crash === undefined ? [] : [`KH_ENGINE_CRASHED: Metacontroller would have died: ${crash}`]),
    ...(converged ? [] : [`KH_NOT_CONVERGED: it does not come to rest`, ...some([...loops.map(loopText), ...failing.map(failureText), ...(pending > 0 ? ['the engine still waits for answers of the API server or has passes to make'] : [])])]),
  ]
  const restless = writesAtRest.map(({ object, reason }) => `${object} is written at rest: ${reason}`)
  return restless.length === 0 ? lines : [...lines, `KH_NOT_QUIET: ${restless.length} writes at rest, when everything was looked at again`, ...some(restless)]
}

const some = (lines: readonly string[]): readonly string[] =>
  [...lines.slice(0, most), ...(lines.length > most ? [`and ${lines.length - most} more`] : [])].map((line) => `  ${line}`)

const failureText = ({ parent, controller, message }: Simulation['failing'][number]): string => `${parent}: the last pass of ${controller} failed: ${message}`

const loopText = ({ object, writes, flips }: HotLoop): string => `${object} was written ${writes} times: ${flips.slice(0, 3).map(flipText).join('; ')}`

const flipText = ({ path, values, writers }: Flip): string => {
  const how = values.length === 2 ? `flips between ${values.map(short).join(' and ')}` : values.length > 2 ? `keeps changing, last to ${values.slice(-2).map(short).join(', ')}` : 'is written again and again'
  return `${path} ${how} (${writers.join(' and ')})`
}

const short = (value: string): string => value.length <= 60 ? value : `${value.slice(0, 57)}...`
