import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'
import { Overloaded } from '../protocol/errors.ts'
import type { Playground } from './playground.ts'
import { pulseOf } from './world-state.ts'

const mostViewers = 32

/** `GET /api/events`: server-sent events `pulse`. The clock runs while somebody listens. */
export const registerEvents = (app: FastifyInstance, playground: Playground, headers: Readonly<Record<string, string>>): void => {
  const viewers = new Set<ServerResponse>()
  app.get('/api/events', (_request, reply) => {
    if (viewers.size >= mostViewers) throw new Overloaded()
    reply.hijack()
    reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    viewers.add(reply.raw)
    const leave = show(reply.raw, playground)
    reply.raw.on('close', () => {
      viewers.delete(reply.raw)
      leave()
    })
  })
  // A stream never ends by itself, and the server waits for every answer.
  app.addHook('preClose', (done) => {
    for (const viewer of viewers) viewer.end()
    done()
  })
}

const show = (out: ServerResponse, playground: Playground): () => void => {
  const send = (): void => { out.write(`event: pulse\ndata: ${JSON.stringify(pulseOf(playground))}\n\n`) }
  const forget = playground.bell.listen(send)
  const look = playground.clock.watch()
  send()
  return () => {
    forget()
    look()
  }
}
