import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Draining } from '../protocol/errors.ts'

/** Connections to whoever collects traces, all of which end at once when asked: the exporter itself would wait for its attempts. */
export interface TraceAgent {
  readonly of: (protocol: string) => HttpAgent
  readonly end: () => void
}

/** One connection is enough, because one batch at a time is under way; the last batches of a drain get a few more. */
export const traceAgent = (): TraceAgent => {
  const agents: HttpAgent[] = []
  const refused = (): never => { throw new Draining() }
  return {
    of: (protocol) => {
      const agent = new (protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 4 })
      agents.push(agent)
      return agent
    },
    end: () => agents.forEach((agent) => {
      // An attempt that comes later fails without a connection, and is the last.
      agent.createConnection = refused
      agent.destroy()
    }),
  }
}
