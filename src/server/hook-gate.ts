import type { FastifyReply, FastifyRequest } from 'fastify'
import { BodyTooLarge, Overloaded, Unauthorized, WrongMediaType } from '../protocol/errors.ts'
import type { ServiceParts } from './service-parts.ts'

type Gate = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

/** Everything that is refused before a body is read, the cheapest reason first. */
export const hookGate = (parts: ServiceParts): Gate => {
  const { limits: { bodyBytes }, admission, metrics } = parts
  const ask = tokenGate(parts)
  return (request, reply, done) => {
    request.startedAt = performance.now()
    ask(request, reply, (refused) => {
      if (refused !== undefined) return done(refused)
      const bytes = announcedBytes(request, bodyBytes)
      if (bytes > bodyBytes) return done(new BodyTooLarge(bodyBytes))
      if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') return done(new WrongMediaType())
      const refusal = admission.enter(bytes)
      if (refusal !== undefined) {
        metrics.shed(refusal)
        reply.header('retry-after', String(admission.retryAfter()))
        return done(new Overloaded())
      }
      reply.raw.once('close', () => admission.leave(bytes))
      done()
    })
  }
}

/** Asks for a bearer token where one is configured. */
export const tokenGate = ({ token, metrics }: ServiceParts): Gate => (request, _reply, done) => {
  if (token === undefined || token.admits(request.headers.authorization)) return done()
  metrics.unauthorized()
  done(new Unauthorized())
}

/** A body without a length may turn out as long as any; it counts as that. */
const announcedBytes = ({ headers }: FastifyRequest, most: number): number =>
  headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : most
