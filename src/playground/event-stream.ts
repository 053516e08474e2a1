import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'
import { eventStreams } from '../server/event-streams.ts'
import type { Playground } from './playground.ts'
import { pulseOf } from './world-state.ts'

const mostViewers = 32

/** `GET /api/events`: server-sent events `pulse`. The clock runs while somebody listens. */
export const registerEvents = (app: FastifyInstance, playground: Playground, headers: Readonly<Record<string, string>>): void => {
  const streams = eventStreams(app, { most: mostViewers, headers })
  app.get('/api/events', (_request, reply) => { streams.open(reply, (out) => show(out, playground)) })
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
