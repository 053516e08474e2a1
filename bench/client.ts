import { Agent, request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { trusted } from '../src/protocol/trusted.ts'
import { BenchFailed } from './failure.ts'

export interface Reply {
  readonly status: number
  readonly etag: string
  readonly body: Buffer
}

/** A caller with so many connections that stay open, as Metacontroller has them. */
export interface Client {
  readonly post: (url: string, body: Buffer, etag?: string) => Promise<Reply>
  readonly close: () => void
}

interface Call { readonly method?: string; readonly body?: Buffer | undefined; readonly etag?: string | undefined }

/** Sends one call and reads its whole answer, whatever that is. */
export const send = async (agent: Agent, url: string, { method = 'POST', body, etag }: Call): Promise<Reply> => {
  const headers: OutgoingHttpHeaders = { 'content-type': 'application/json', ...(body === undefined ? {} : { 'content-length': body.length }), ...(etag === undefined ? {} : { 'if-none-match': etag }) }
  const sent = request(url, { agent, method, headers })
  sent.end(body)
  const [response] = trusted<[IncomingMessage]>(await once(sent, 'response'))
  return { status: response.statusCode ?? 0, etag: response.headers.etag ?? '', body: await buffer(response) }
}

/** Anything but 200 or 304 ends the benchmark: BenchFailed. */
export const buildClient = (connections: number): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    post: async (url, body, etag) => {
      const reply = await send(agent, url, { body, etag })
      if (reply.status !== 200 && reply.status !== 304) throw new BenchFailed(`${url} answered ${reply.status}: ${reply.body.toString().slice(0, 300)}`)
      return reply
    },
    close: () => agent.destroy(),
  }
}
