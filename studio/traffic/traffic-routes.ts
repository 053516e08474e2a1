import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isObject } from '../../src/protocol/json.ts'
import { NotFound, Unauthorized } from '../../src/protocol/errors.ts'
import type { TokenFile } from '../../src/server/token-file.ts'
import { cursorOf } from './cursor.ts'
import type { MemoryTraffic } from './memory-traffic.ts'

export interface TrafficRouteOptions {
  readonly traffic: MemoryTraffic
  /** Who may read: recordings are redacted, but still nobody's business. */
  readonly token: TokenFile
}

/** Replicas that somebody can have a cursor of. */
const mostCursors = 200

/** The rings of this process for a Studio in another one. Only where a token is configured. */
export const registerTraffic = (app: FastifyInstance, { traffic, token }: TrafficRouteOptions): void => {
  const onRequest = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void =>
    done(token.admits(request.headers.authorization) ? undefined : new Unauthorized())
  app.get('/programs/:program/calls', { onRequest }, async (request) => ({ replica: traffic.replica, calls: await traffic.calls(parameter(request, 'program')) }))
  app.get('/programs/:program/calls/:id', { onRequest }, async (request) => {
    const call = await traffic.call(parameter(request, 'id'))
    if (call === undefined || (parameter(request, 'program') !== anyProgram && call.program !== parameter(request, 'program'))) throw new NotFound('GET', request.url.slice(0, 200))
    return call
  })
  app.get('/programs/:program/outcomes', { onRequest }, async (request) =>
    ({ replica: traffic.replica, outcomes: await traffic.outcomes(parameter(request, 'program'), sinceOf(request.query)) }))
  app.get('/programs/:program/logs', { onRequest }, async (request) => {
    const query = { program: parameter(request, 'program'), after: cursorsOf(request.query) }
    return { replica: traffic.replica, ...await traffic.logs(query) }
  })
}

/** Stands for all programs: no program has this name. */
export const anyProgram = '-'

const parameter = ({ params }: FastifyRequest, name: string): string => isObject(params) ? String(params[name]) : ''

/** `since=<milliseconds since 1970>`; everything that is kept without it. */
const sinceOf = (query: unknown): number => isObject(query) && /^\d{1,15}$/.test(String(query['since'])) ? Number(query['since']) : 0

/** `after=<replica>:<counter>`, any number of times. */
const cursorsOf = (query: unknown): Readonly<Record<string, number>> => {
  const after = isObject(query) ? query['after'] : undefined
  const given = Array.isArray(after) ? after : [after]
  return Object.fromEntries(given.slice(0, mostCursors).flatMap((id) => {
    const cursor = typeof id === 'string' ? cursorOf(id) : undefined
    return cursor === undefined ? [] : [[cursor.replica, cursor.number] as const]
  }))
}
