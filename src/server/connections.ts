import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { ServiceParts } from './service-parts.ts'

/**
 * Ends what nobody else ends. Node bounds the time in which a request arrives and how long a connection is idle; it waits
 * for ever for a caller who does not read an answer, and it takes on any number of connections.
 */
export const boundConnections = (app: FastifyInstance, { limits, metrics, log }: ServiceParts): void => {
  /** In the order in which they came. */
  const inWork = new Map<ServerResponse, number>()
  app.server.maxConnections = limits.connections
  app.server.on('drop', () => metrics.shed('connections'))
  app.addHook('onRequest', (_request, { raw }, done) => {
    inWork.set(raw, performance.now())
    raw.once('close', () => inWork.delete(raw))
    done()
  })
  const timer = setInterval(() => {
    for (const [answer, since] of inWork) {
      if (performance.now() - since < limits.workMilliseconds) break
      metrics.shed('stuck')
      log.warn({ path: answer.req.url?.slice(0, 200), milliseconds: limits.workMilliseconds }, 'request given up')
      answer.destroy()
    }
  }, limits.lookMilliseconds).unref()
  // A closing server drops connections on which it knows of no request. One turn of the loop takes on who has dialled,
  // the next reads what they have sent.
  app.addHook('preClose', (done) => { setImmediate(() => setImmediate(done)) })
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer)
    done()
  })
}
