import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import type { Metrics } from './metrics.ts'

/** Metrics in the text format of Prometheus. */
export const registerMetrics = (app: FastifyInstance, { registry }: Metrics, gate: onRequestHookHandler[] = []): void => {
  app.get('/metrics', { schema: { tags: ['operations'], summary: 'Metrics for Prometheus' }, onRequest: gate }, async (_request, reply) => {
    const page = await registry.metrics()
    return reply.header('content-type', registry.contentType).send(page)
  })
}
