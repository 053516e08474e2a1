import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkOf } from '../../src/kit/check.ts'
import type { Check } from '../../src/kit/check.ts'
import { Unauthorized } from '../../src/protocol/errors.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Static, TObject, TSchema } from '../../src/protocol/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { checked, orderOf } from '../../src/playground/order.ts'
import { sendJson } from '../../src/playground/read-routes.ts'
import { codeOf } from '../../src/engine/api-errors.ts'
import { failing } from '../../src/server/openapi.ts'
import { VerbMissing } from '../errors.ts'
import { NoBody, NoQuery } from './bodies.ts'
import { bearerOf } from './identity.ts'
import type { User, Verb } from './identity.ts'
import { matchOf } from './match.ts'
import type { Studio } from './studio.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before anything of a body is read. */
    studioUser: User | undefined
  }
}

/** A request after all that can be refused without knowing what is stored. */
export interface Call<Path, Query, Body> {
  readonly user: User
  readonly path: Path
  readonly query: Query
  readonly body: Body
  /** If-Match; empty where none is needed. */
  readonly match: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export interface Answer<Body> {
  readonly body: Body
  readonly etag?: string
  readonly status?: 200 | 201
}

/** One route: what it takes, who may, what it gives. */
export interface Operation<Path extends TObject, Query extends TObject, Body extends TSchema, Gives extends TSchema> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly url: string
  readonly summary: string
  /** Needed on the program that the path is about; nothing but a valid token when absent. */
  readonly verb?: Verb
  readonly path: Path
  readonly query?: Query
  readonly body?: Body
  /** Schema of the answer; absent for streams and texts, which answer by themselves. */
  readonly gives?: Gives
  /** Changes something: If-Match is needed. */
  readonly changes?: boolean
  readonly run: (call: Call<Static<Path>, Static<Query>, Static<Body>>) => Promise<Answer<Static<Gives>> | undefined>
}

/** Looks at the token of every request; nobody without one gets further. */
export const askForToken = (app: FastifyInstance, { identity }: Pick<Studio, 'identity'>): void => {
  app.decorateRequest('studioUser', undefined)
  app.addHook('onRequest', async (request) => {
    const token = bearerOf(request.headers.authorization)
    request.studioUser = token === undefined ? undefined : await identity.authenticate(token)
    if (request.studioUser === undefined) throw new Unauthorized()
  })
}

/** Program of a path: its own, or the one whose name a revision begins with. */
const programIn = (path: JsonObject): string => String(path['program'] ?? String(path['revision'] ?? '').replace(/-[0-9a-f]{12}$/, ''))

/** Throws VerbMissing, which names the verb. */
export const mustBeAllowed = async ({ identity }: Pick<Studio, 'identity'>, user: User, { verb, program }: { readonly verb: Verb; readonly program: string }): Promise<void> => {
  if (!await identity.allowed(user, verb, program)) throw new VerbMissing(user.name, verb, program)
}

/** Registers a route with its checks and its description. */
export const registerOperation = <Path extends TObject, Query extends TObject, Body extends TSchema, Gives extends TSchema>(app: FastifyInstance, studio: Studio, operation: Operation<Path, Query, Body, Gives>): void => {
  const { method, url, verb, run, changes = false } = operation
  const checks = { path: checkOf(operation.path), query: checkOf(operation.query ?? NoQuery), body: checkOf(operation.body ?? NoBody) }
  app.route({
    method,
    url,
    schema: descriptionOf(operation),
    handler: async (request, reply) => {
      const user = request.studioUser
      if (user === undefined) throw new Unauthorized()
      const path = checked(checks.path, request.params)
      if (verb !== undefined) await mustBeAllowed(studio, user, { verb, program: programIn(trusted<JsonObject>(path)) })
      const call = { user, path, query: checked(checks.query, request.query), body: bodyIn(checks.body, request), match: changes ? matchOf(request.headers['if-match']) : '', request, reply }
      const answer = await retrying(reply, () => run(call))
      if (answer === undefined) return reply
      if (answer.etag !== undefined) reply.header('etag', answer.etag)
      sendJson(reply.code(answer.status ?? 200), answer.body)
      return reply
    },
  })
}

/** Nothing sent is the empty object. */
const bodyIn = <Body extends TSchema>(check: Check<Body>, { body, method }: FastifyRequest): Static<Body> =>
  body === undefined || body === null || method === 'GET' ? checked(check, {}) : orderOf(check, body)

const retrying = async <Result>(reply: FastifyReply, run: () => Promise<Result>): Promise<Result> => {
  try {
    return await run()
  } catch (error) {
    if (['KH_USER_BUSY', 'KH_AUTHORING_BUSY', 'KH_OVERLOADED'].includes(codeOf(error))) reply.header('retry-after', '1')
    throw error
  }
}

const descriptionOf = ({ summary, verb, path, query, body, gives, changes = false }: Omit<Operation<TObject, TObject, TSchema, TSchema>, 'run'>): object => ({
  tags: ['studio'],
  summary,
  description: [verb === undefined ? undefined : `Needs \`${verb}\` on the program.`, changes ? 'Needs If-Match.' : undefined].filter((part) => part !== undefined).join(' '),
  security: [{ bearer: [] }],
  ...(Object.keys(path.properties).length === 0 ? {} : { params: path }),
  ...(query === undefined ? {} : { querystring: query }),
  ...(body === undefined ? {} : { body }),
  ...(changes ? { headers: ifMatch } : {}),
  response: { ...(gives === undefined ? {} : { 200: gives }), '4xx': failing('The request is at fault'), '5xx': failing('The Studio or the cluster is at fault') },
})

const ifMatch = { type: 'object', properties: { 'if-match': { type: 'string', description: 'ETag of what was seen, or *' } } }
