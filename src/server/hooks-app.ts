import { Server } from 'node:https'
import type { FastifyInstance } from 'fastify'
import { bounded } from './bounded.ts'
import { boundConnections } from './connections.ts'
import { registerHealth } from './health.ts'
import { tokenGate } from './hook-gate.ts'
import { registerHooks } from './hooks.ts'
import { buildListener } from './listener.ts'
import { registerMetrics } from './metrics-page.ts'
import { describeRoutes, registerDocs } from './openapi.ts'
import { serviceParts } from './service-parts.ts'
import type { ServiceOptions, ServiceParts } from './service-parts.ts'

/** The app that Metacontroller talks to. Health, metrics and docs are here too, for people with curl. */
export const buildHooksApp = (options: ServiceOptions): FastifyInstance => hooksApp(serviceParts(options))

/** The same from parts that another listener shares. */
export const hooksApp = (parts: ServiceParts): FastifyInstance => {
  const app = buildListener(parts, parts.tls)
  followTls(app, parts)
  boundConnections(app, parts)
  watchPressure(app, parts)
  describeRoutes(app, parts)
  app.register((routes, _options, done) => {
    registerHooks(routes, parts)
    parts.also?.hooks?.(routes, parts)
    registerHealth(routes, parts.state)
    registerMetrics(routes, parts.metrics, [tokenGate(parts)])
    done()
  })
  app.register((docs, _options, done) => {
    registerDocs(docs, parts)
    done()
  })
  return app
}

/** The process is measured as long as it takes hook calls. */
const watchPressure = (app: FastifyInstance, { pressure }: ServiceParts): void => {
  const watching: (() => void)[] = []
  app.addHook('onListen', (done) => {
    watching.push(pressure.watch())
    done()
  })
  app.addHook('onClose', (_app, done) => {
    for (const end of watching) end()
    done()
  })
}

/** Certificates change, and callers without one are strangers like those without a token. */
const followTls = (app: FastifyInstance, { tls, limits, metrics, log }: ServiceParts): void => {
  if (tls === undefined || !(app.server instanceof Server)) return
  const end = tls.follow(app.server, limits.lookMilliseconds)
  app.server.on('tlsClientError', (error) => {
    metrics.unauthorized()
    log.warn({ reason: bounded(error.message, 200) }, 'no TLS with a caller')
  })
  app.addHook('onClose', (_app, done) => {
    end()
    done()
  })
}
