import type { Playground } from '../../src/playground/playground.ts'
import type { Traffic } from '../traffic/traffic.ts'
import type { WorldPrograms } from './world-programs.ts'

/** Calls and logs in whatever world a playground has at the moment. While somebody listens its clock goes on. */
export const stageTraffic = ({ stage, clock, follow }: Playground, { trafficOf }: Pick<WorldPrograms, 'trafficOf'>): Traffic => {
  const traffic = (): Traffic => trafficOf(stage().world)
  return {
    calls: (program) => traffic().calls(program),
    call: (id) => traffic().call(id),
    logs: (query) => traffic().logs(query),
    outcomes: (program, since) => traffic().outcomes(program, since),
    follow: (program, listener, after) => {
      const leave = clock.watch()
      let end = (): void => undefined
      let cursors = after
      const forget = follow(({ world }) => {
        end()
        end = trafficOf(world).follow(program, listener, cursors)
        // Of another world everything is news.
        cursors = {}
      })
      return () => {
        forget()
        end()
        leave()
      }
    },
  }
}
