import { Agent } from 'node:http'
import { send } from '../client.ts'
import type { Reply } from '../client.ts'

/** Calls that count whatever is answered: shedding is a result here, no mistake. */
export interface Caller {
  readonly post: (body: Buffer, etag?: string) => Promise<Pick<Reply, 'status' | 'etag'>>
  readonly close: () => void
}

/** A caller with at most so many connections, kept open as Metacontroller's workers keep them. */
export const buildCaller = (url: string, connections: number): Caller => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return { post: (body, etag) => send(agent, url, { body, etag }), close: () => agent.destroy() }
}
