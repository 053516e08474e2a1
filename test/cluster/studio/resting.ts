import { setTimeout as pause } from 'node:timers/promises'
import type { AuditedWrite } from '../harness/audit-log.ts'
import { eventually } from '../harness/eventually.ts'
import type { Scenario } from './scenario.ts'
import type { Town } from './town.ts'

const [quietSeconds, restSeconds] = [10, 30]

const writes = ({ audit, self, machine }: Town): readonly AuditedWrite[] => [...audit.writesOf(self.user), ...audit.writesOf(machine.user)]

export const rest: Scenario = {
  name: 'at rest nobody writes anything for 30 s: not to programs, not to their 100 parents',
  play: async (town, t) => {
    let last = { count: -1, since: 0 }
    await eventually('all is quiet', async () => {
      const seen = writes(town)
      if (seen.length !== last.count) last = { count: seen.length, since: Date.now() }
      return { done: Date.now() - last.since >= quietSeconds * 1000, seen: seen.slice(-5) }
    })
    await pause(restSeconds * 1000)
    t.strictSame(writes(town).slice(last.count), [], `no write in ${restSeconds} s`)
  },
}
