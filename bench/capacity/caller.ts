import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { trusted } from '../../src/protocol/trusted.ts'

/** What one call came to. */
export interface Outcome {
  readonly status: number
  readonly etag: string
}

/** Calls that count whatever is answered: shedding is a result here, no mistake. */
export interface Caller {
  readonly post: (body: Buffer, etag?: string) => Promise<Outcome>
  readonly close: () => void
}

/** A caller with at most so many connections, kept open as Metacontroller's workers keep them. */
export const buildCaller = (url: string, connections: number): Caller => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    post: async (body, etag) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length, ...(etag === undefined ? {} : { 'if-none-match': etag }) }
      const sent = request(url, { agent, method: 'POST', headers })
      sent.end(body)
      const [response] = trusted<[IncomingMessage]>(await once(sent, 'response'))
      await buffer(response)
      return { status: response.statusCode ?? 0, etag: response.headers.etag ?? '' }
    },
    close: () => agent.destroy(),
  }
}
