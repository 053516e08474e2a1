import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ServerResponse } from 'node:http'
import { Overloaded } from '../protocol/errors.ts'

export interface EventStreams {
  /** Begins an answer of server-sent events; `leave` is called when it ends, for whatever reason. Throws Overloaded. */
  readonly open: (reply: FastifyReply, show: (out: ServerResponse) => () => void) => void
  readonly viewers: () => number
}

/** Streams of server-sent events of one app: so many at once, with these headers, all of them ended when the app closes. */
export const eventStreams = (app: FastifyInstance, { most, headers }: { readonly most: number; readonly headers: Readonly<Record<string, string>> }): EventStreams => {
  const viewers = new Set<ServerResponse>()
  // A stream never ends by itself, and the server waits for every answer.
  app.addHook('preClose', (done) => {
    for (const viewer of viewers) viewer.end()
    done()
  })
  const open: EventStreams['open'] = (reply, show) => {
    if (viewers.size >= most) throw new Overloaded()
    reply.hijack()
    reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    viewers.add(reply.raw)
    const leave = show(reply.raw)
    reply.raw.on('close', () => {
      viewers.delete(reply.raw)
      leave()
    })
  }
  return { open, viewers: () => viewers.size }
}
