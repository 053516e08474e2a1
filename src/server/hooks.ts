import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invoke } from '../guard/invoke.ts'
import type { Invocation } from '../guard/invoke.ts'
import type { HookContext } from '../kit/controller.ts'
import type { JsonValue } from '../protocol/json.ts'
import type { CallMeter } from './controller-metrics.ts'
import { entityTag, heldTag, requestDigest, scopeDigest } from './entity-tag.ts'
import { failureOf } from './failure.ts'
import { callBook, parentOf } from './hook-call.ts'
import type { CallBook } from './hook-call.ts'
import { hookGate } from './hook-gate.ts'
import { hookRoutesOf } from './hook-route.ts'
import type { HookRoute } from './hook-route.ts'
import { hookOperation } from './openapi.ts'
import { sendProblem } from './problem-document.ts'
import { bytesOf, documentOf, keepBytes } from './request-body.ts'
import type { ServiceParts } from './service-parts.ts'

/** The routes of all hooks: one list, one handler. */
export const registerHooks = (app: FastifyInstance, parts: ServiceParts): void => {
  keepBytes(app)
  app.decorateRequest('startedAt', 0)
  app.decorateRequest('parent', '')
  const gate = hookGate(parts)
  for (const route of hookRoutesOf(parts.controllers)) {
    const { log, metrics, controllerMetrics, tracing, limits: { bodyBytes, largeBytes } } = parts
    const calls = controllerMetrics.meterOf(route.controller, route.hook)
    const book = callBook(route, { log, meter: metrics.hookMeter(route.controller.name, route.hook), largeBytes, tracing })
    app.post(route.path, {
      schema: hookOperation(route, parts.token !== undefined),
      onRequest: gate,
      errorHandler: (error, request, reply) => {
        const failure = failureOf(error, bodyBytes)
        sendProblem(reply, failure)
        book.failed(request, announced(request), failure)
      },
    }, answering(route, parts, { book, calls }))
  }
}

const announced = ({ body, headers }: FastifyRequest): number => Buffer.isBuffer(body) ? body.length : Number(headers['content-length'] ?? 0)

/** Who is told about calls: the log and the service's own metrics, and the metrics of controllers. */
interface Books { readonly book: CallBook; readonly calls: CallMeter }

/** Unchanged requests are answered from their bytes alone; the others are parsed, computed and checked by the guard. */
const answering = (route: HookRoute, { clock, settings, release }: ServiceParts, { book, calls }: Books) => {
  const { controller, hook } = route
  const scope = scopeDigest({ release, settings, controller: controller.name, hook })
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const bytes = bytesOf(request.body)
    const now = clock()
    const digest = requestDigest(scope, bytes)
    const held = heldTag(request.headers['if-none-match'], digest, now)
    if (held !== undefined) {
      reply.code(304).header('etag', held).send()
      calls.unchanged(digest, now)
      return book.unchanged(request, bytes.length)
    }
    const document = documentOf(bytes)
    request.parent = parentOf(document)
    const invocation = invoked(route, { document, context: { now, settings }, seconds: () => secondsOf(request) }, calls)
    reply
      .header('etag', entityTag(digest, now, invocation.resyncAfterSeconds))
      .header('content-type', 'application/json; charset=utf-8')
      .send(invocation.text)
    book.answered(request, bytes.length, invocation)
    calls.answered(document, { body: invocation.body, text: invocation.text, seconds: secondsOf(request), digest, now })
  }
}

const secondsOf = ({ startedAt }: FastifyRequest): number => (performance.now() - startedAt) / 1000

interface Asked { readonly document: JsonValue; readonly context: HookContext; readonly seconds: () => number }

/** The answer, or the failure that the metrics of the controller have seen. */
const invoked = ({ controller, hook }: HookRoute, { document, context, seconds }: Asked, calls: CallMeter): Invocation => {
  try {
    return invoke(controller, hook, { request: document, context })
  } catch (error) {
    calls.failed(document, { error, seconds: seconds(), now: context.now })
    throw error
  }
}
