import type { FastifyInstance, FastifyReply } from 'fastify'
import { Draining } from '../protocol/errors.ts'
import type { DrainState } from './drain-state.ts'

/** Alive as long as it answers; ready until it is told to stop. Nobody is asked for a token: the kubelet has none. */
export const registerHealth = (app: FastifyInstance, state: DrainState): void => {
  app.get('/healthz', { schema: { tags: ['operations'], summary: 'Is the process alive?' } }, (_request, reply) => say(reply, 'ok'))
  app.get('/readyz', { schema: { tags: ['operations'], summary: 'May requests be sent here?' } }, (_request, reply) => {
    if (state.draining()) throw new Draining()
    say(reply, 'ready')
  })
}

const say = (reply: FastifyReply, status: string): void => {
  reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store').send(JSON.stringify({ status }))
}
