import type { FastifyInstance } from 'fastify'
import { boundConnections } from './connections.ts'
import { registerHealth } from './health.ts'
import { buildListener } from './listener.ts'
import { registerMetrics } from './metrics-page.ts'
import { serviceParts } from './service-parts.ts'
import type { ServiceOptions, ServiceParts } from './service-parts.ts'

/** The app for kubelet and Prometheus: another listener, because other people may reach it (design §9 no. 6). */
export const buildOperationsApp = (options: ServiceOptions): FastifyInstance => operationsApp(serviceParts(options))

/** The same from parts that another listener shares. */
export const operationsApp = (parts: ServiceParts): FastifyInstance => {
  const app = buildListener(parts)
  boundConnections(app, parts)
  registerHealth(app, parts.state)
  registerMetrics(app, parts.metrics)
  parts.also?.operations?.(app, parts)
  return app
}
