import { Agent } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { send } from '../client.ts'
import type { Reply } from '../client.ts'

export type Answer = Pick<Reply, 'status' | 'etag'>

/** Calls the service, with good manners and without. */
export interface Caller {
  readonly ask: (path: string, sent?: { readonly method?: string; readonly body?: Buffer; readonly etag?: string }) => Promise<Answer>
  /** A raw connection that writes one text after the other, waits between them and goes without a word. */
  readonly drip: (texts: readonly string[], milliseconds: number) => Promise<void>
  readonly close: () => void
}

/** As many connections as Metacontroller has workers. */
const connections = 5

export const buildCaller = (origin: string): Caller => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(origin)
  return {
    ask: (path, call = {}) => send(agent, `${origin}${path}`, call),
    drip: async (texts, milliseconds) => {
      const socket = connect(Number(port), hostname)
      // Whether the service ends it first is the service's choice.
      socket.on('error', () => undefined)
      for (const text of texts) {
        socket.write(text)
        await sleep(milliseconds)
      }
      socket.destroy()
    },
    close: () => agent.destroy(),
  }
}
