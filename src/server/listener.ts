import { fastify } from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { MethodNotAllowed, NotFound } from '../protocol/errors.ts'
import { bounded } from './bounded.ts'
import { answerBrokenRequests } from './broken-request.ts'
import { trusted } from '../protocol/trusted.ts'
import { failureOf, stackOf } from './failure.ts'
import { sendProblem } from './problem-document.ts'
import type { ServiceParts } from './service-parts.ts'
import type { Tls } from './tls-files.ts'

/** An empty app with the manners that both listeners have: time limits, problems instead of error pages, draining. With `tls` it speaks nothing else. */
export const buildListener = (parts: ServiceParts, tls?: Tls): FastifyInstance => {
  const { limits, state } = parts
  const patience = { headersTimeout: limits.headersMilliseconds, connectionsCheckingInterval: limits.lookMilliseconds }
  // Fastify's types tell the two apart; a route does not.
  const app = trusted<FastifyInstance>(fastify({
    bodyLimit: limits.bodyBytes,
    keepAliveTimeout: limits.keepAliveMilliseconds,
    requestTimeout: limits.requestMilliseconds,
    ...(tls === undefined ? { http: patience } : { https: { ...tls.options, ...patience } }),
    // While draining, whoever still gets through gets an answer and is asked to leave.
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => sendProblem(reply, failureOf(error, limits.bodyBytes)),
    clientErrorHandler: answerBrokenRequests,
  }))
  app.addHook('onSend', (...[, reply, , done]) => {
    if (state.draining()) reply.header('connection', 'close')
    done()
  })
  refuseStrangers(app, parts)
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error, limits.bodyBytes)
    if (failure.status >= 500) parts.log.error({ path: pathOf(request), code: failure.code, stack: bounded(stackOf(failure), 2000) }, 'request failed')
    sendProblem(reply, failure)
  })
  return app
}

/** Unknown routes and methods are refused before anything of a body is read. */
const refuseStrangers = (app: FastifyInstance, { metrics }: ServiceParts): void => {
  const methods = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => { methods.set(url, [...methods.get(url) ?? [], ...[method].flat()]) })
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    metrics.unrouted()
    const path = pathOf(request)
    const allowed = methods.get(path)
    if (allowed === undefined) return done(new NotFound(request.method, path))
    reply.header('allow', allowed.join(', '))
    done(new MethodNotAllowed(request.method, path))
  })
}

const pathOf = ({ url }: FastifyRequest): string => bounded(url.split('?', 1)[0] ?? '', 200)
