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

/** Collects the routes that come after it into the OpenAPI document. */
export const describeRoutes = (app: FastifyInstance, { release, token }: ServiceParts): void => {
  // Bodies are bytes here: invoke() checks them and the guard checks answers, and neither changes one. The rest of a
  // request is checked by TypeBox, which unlike Ajv never coerces, fills in or removes anything.
  app.withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler<TSchema>((route) => route.httpPart === 'body' ? () => true : TypeBoxValidatorCompiler(route))
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  for (const schema of documented) app.addSchema(schema)
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Kaspr Hooks', version: release, description: 'Webhooks of Metacontroller (hook version v2).' },
      tags: [{ name: 'hooks' }, { name: 'operations' }],
      ...(token === undefined ? {} : { components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } }),
    },
    refResolver: { buildLocalReference: (...[{ $id }, , , index]) => typeof $id === 'string' ? $id : `schema-${index}` },
  })
}

/** The document at /openapi.json and the page at /docs, which loads nothing from elsewhere. */
export const registerDocs = (app: FastifyInstance, parts: ServiceParts): void => {
  app.addHook('onRequest', tokenGate(parts))
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(app.swagger()))
  })
  app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: { 'default-src': "'self'", 'img-src': ["'self'", 'data:'], 'style-src': ["'self'", "'unsafe-inline'"], 'frame-ancestors': "'none'" },
  })
}

/** Registrations carry the release in the query, so that a new release changes them and every parent is asked again. */
const HookQuery = Type.Object({ release: Type.Optional(Type.String({ maxLength: 64, description: 'Release that the registration was made by.' })) })

/** The schema of a hook's route, for the document. */
export const hookOperation = ({ controller, hook, summary }: HookRoute, guarded: boolean): FastifySchema => {
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

const failing = (description: string): object => ({ description, content: { [problemMediaType]: { schema: { $ref: 'Problem#' } } } })
