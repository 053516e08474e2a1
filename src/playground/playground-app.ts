import type { FastifyInstance } from 'fastify'
import { buildListener } from '../server/listener.ts'
import type { Log } from '../server/log.ts'
import { keepBytes } from '../server/request-body.ts'
import { serviceParts } from '../server/service-parts.ts'
import { registerEvents } from './event-stream.ts'
import { doorHeaders, guardDoor } from './gate.ts'
import { registerOrders } from './order-routes.ts'
import type { Playground } from './playground.ts'
import { registerReads } from './read-routes.ts'
import { packages } from './page-module.ts'
import { registerFiles, webFiles } from './web-files.ts'

export interface PlaygroundAppOptions {
  readonly playground: Playground
  /** Name under which it may be asked for, besides those of this machine. */
  readonly host: string
  readonly log?: Log
}

/** Largest YAML that somebody may send. */
const bodyBytes = 1024 * 1024

/** The playground's app: its page, and what the page asks for. Another listener than the hooks', because other people may reach it. */
export const buildPlaygroundApp = ({ playground, host, log }: PlaygroundAppOptions): FastifyInstance => {
  const { controllers, settings, release, now } = playground.options
  const parts = serviceParts({ controllers, settings, release, clock: () => new Date(now()).toISOString(), limits: { bodyBytes }, ...(log === undefined ? {} : { log }) })
  const files = webFiles({ page: 'index.html', at: '/', packages })
  const headers = doorHeaders(files.inlineHashes)
  const app = buildListener(parts)
  guardDoor(app, { hosts: [host] })
  keepBytes(app)
  app.addHook('onSend', (...[, reply, , done]) => {
    reply.headers(headers)
    done()
  })
  registerReads(app, playground)
  registerOrders(app, playground)
  registerEvents(app, playground, headers)
  registerFiles(app, files)
  return app
}
