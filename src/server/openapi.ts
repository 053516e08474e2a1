import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { CompositeAnswer, CustomizeAnswer, DecoratorAnswer } from '../protocol/answer.ts'
import { CompositeRequest, CustomizeRequest, DecoratorRequest } from '../protocol/request.ts'
import { Type } from '../protocol/schema.ts'
import type { TSchema } from '../protocol/schema.ts'
import { tokenGate } from './hook-gate.ts'
import type { HookRoute } from './hook-route.ts'
import { ProblemDocument, problemMediaType } from './problem-document.ts'
import type { ServiceParts } from './service-parts.ts'

const documented = [CompositeRequest, CompositeAnswer, DecoratorRequest, DecoratorAnswer, CustomizeRequest, CustomizeAnswer, ProblemDocument]

/** What an OpenAPI document says besides its routes. */
export interface ApiDescription {
  readonly title: string
  readonly description: string
  readonly release: string
  readonly tags: readonly string[]
  /** Schemas that routes refer to by `$id`. */
  readonly schemas: readonly TSchema[]
  /** Callers need a bearer token. */
  readonly isGuarded: boolean
}

/** Collects the routes that come after it into the OpenAPI document. */
export const describeRoutes = (app: FastifyInstance, { release, token }: ServiceParts): void => {
  describeApi(app, { title: 'Kaspr Hooks', description: 'Webhooks of Metacontroller (hook version v2).', release, tags: ['hooks', 'operations'], schemas: documented, isGuarded: token !== undefined })
}

/** The same for any app whose bodies stay bytes. */
export const describeApi = (app: FastifyInstance, { title, description, release, tags, schemas, isGuarded }: ApiDescription): void => {
  // Bodies are bytes here: invoke() checks them and the guard checks answers, and neither changes one. The rest of a
  // request is checked by TypeBox, which unlike Ajv never coerces, fills in or removes anything.
  app.withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler<TSchema>((route) => route.httpPart === 'body' ? () => true : TypeBoxValidatorCompiler(route))
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  for (const schema of schemas) app.addSchema(schema)
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version: release, description },
      tags: tags.map((name) => ({ name })),
      ...(isGuarded ? { components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } } : {}),
    },
    refResolver: { buildLocalReference: (...[{ $id }, , , index]) => typeof $id === 'string' ? $id : `schema-${index}` },
  })
}

/** The document at /openapi.json. */
export const registerDocument = (app: FastifyInstance): void => {
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(app.swagger()))
  })
}

/** The document at /openapi.json and the page at /docs, which loads nothing from elsewhere. */
export const registerDocs = (app: FastifyInstance, parts: ServiceParts): void => {
  app.addHook('onRequest', tokenGate(parts))
  registerDocument(app)
  app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: { 'default-src': "'self'", 'img-src': ["'self'", 'data:'], 'style-src': ["'self'", "'unsafe-inline'"], 'frame-ancestors': "'none'" },
  })
}

/** Registrations carry the release in the query, so that a new release changes them and every parent is asked again. */
const HookQuery = Type.Object({
  release: Type.Optional(Type.String({ maxLength: 64, description: 'Release that the registration was made by.' })),
  wire: Type.Optional(Type.String({ maxLength: 64, description: 'Changes with token and certificates, which Metacontroller reads when a registration changes.' })),
})

interface DescribedHook { readonly controller: Pick<HookRoute['controller'], 'name' | 'type'>; readonly hook: HookRoute['hook']; readonly summary: string }

/** The schema of a hook's route, for the document. */
export const hookOperation = ({ controller, hook, summary }: DescribedHook, guarded: boolean): FastifySchema => {
  const shape = hook === 'customize' ? 'Customize' : controller.type === 'composite' ? 'Composite' : 'Decorator'
  return {
    tags: ['hooks'],
    operationId: `${controller.name}-${hook}`,
    summary,
    ...(guarded ? { security: [{ bearer: [] }] } : {}),
    querystring: HookQuery,
    body: { $ref: `${shape}Request#` },
    response: {
      200: { description: 'The answer; its ETag says for which request it stands', content: { 'application/json': { schema: { $ref: `${shape}Answer#` } } } },
      304: { description: 'The request is the one of If-None-Match', type: 'null' },
      '4xx': failing('The request is at fault, or (429) the service has too much to do'),
      '5xx': failing('The hook is at fault: nothing is changed'),
    },
  }
}

export const failing = (description: string): object => ({ description, content: { [problemMediaType]: { schema: { $ref: 'Problem#' } } } })
