import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { timestamp } from '../../src/kit/timestamp.ts'
import { doorHeaders, guardDoor } from '../../src/playground/gate.ts'
import { registerFiles, webFiles } from '../../src/playground/web-files.ts'
import { eventStreams } from '../../src/server/event-streams.ts'
import type { EventStreams } from '../../src/server/event-streams.ts'
import { registerHealth } from '../../src/server/health.ts'
import { buildListener } from '../../src/server/listener.ts'
import { registerMetrics } from '../../src/server/metrics-page.ts'
import { describeApi, registerDocument } from '../../src/server/openapi.ts'
import { ProblemDocument } from '../../src/server/problem-document.ts'
import { keepBytes } from '../../src/server/request-body.ts'
import { serviceParts } from '../../src/server/service-parts.ts'
import { buildAudit } from '../life-cycle/audit.ts'
import { registerAuthoring } from './authoring-routes.ts'
import { registerDrafts } from './draft-routes.ts'
import { keepHouse } from './house-keeping.ts'
import { buildNews } from './news.ts'
import { askForToken } from './operation.ts'
import { programTypes } from './program-types.ts'
import { registerPrograms } from './program-routes.ts'
import { registerPublishing } from './publish-routes.ts'
import { registerRecordings } from './recording-routes.ts'
import { registerRevisions } from './revision-routes.ts'
import { registerStreams } from './stream-routes.ts'
import { studioMeter } from './studio-metrics.ts'
import type { StudioMeter } from './studio-metrics.ts'
import { studioPackages } from './studio-packages.ts'
import type { Studio, StudioOptions } from './studio.ts'
import { registerTrials } from './trial-routes.ts'
import { registerTries } from './try-routes.ts'

export interface StudioAppOptions extends StudioOptions {
  /** Names under which it may be asked for, besides those of this machine. */
  readonly hosts: readonly string[]
}

/** The largest body: a request of a hook that somebody tries. Sources have a limit of their own. */
const bodyBytes = 9 * 1024 * 1024
const mostStreams = 200

/** The Studio's app: its API, and the page. A listener of its own, because other people may reach it than the hooks'. */
export const buildStudioApp = (options: StudioAppOptions): FastifyInstance => {
  const { clock, log, release } = options
  const parts = serviceParts({ controllers: [], settings: {}, release, clock: () => timestamp(clock.now()), limits: { bodyBytes }, log })
  const app = buildListener(parts)
  const files = webFiles({ page: 'studio/index.html', at: '/studio/', packages: studioPackages })
  const headers = doorHeaders(files.inlineHashes)
  const streams = eventStreams(app, { most: mostStreams, headers })
  const studio = studioOf(options, studioMeter(parts.metrics.registry, streams.viewers))
  keepBytes(app)
  app.addHook('onSend', (...[, reply, , done]) => {
    reply.headers(headers)
    done()
  })
  const ends = [studio.news.stop, keepHouse(studio)]
  app.addHook('onClose', (_app, done) => {
    ends.forEach((end) => { end() })
    done()
  })
  describeApi(app, { title: 'Kaspr Hooks Studio', description: 'Hooks that people write: life cycle, checks, recordings, logs.', release, tags: ['studio', 'operations'], schemas: [ProblemDocument], isGuarded: true })
  // Routes look at what they get themselves, and say what is wrong with it.
  app.setValidatorCompiler(() => () => true)
  // The kubelet asks by address, and gets nothing that is worth a door.
  app.register(scope((open) => { registerHealth(open, parts.state) }))
  app.register(scope((doored) => {
    guardDoor(doored, { hosts: options.hosts, isBehindTls: true })
    registerFiles(doored, files)
    registerDocument(doored)
    doored.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/studio/'))
    doored.register(scope((api) => { registerRoutes(api, studio, streams) }), { prefix: '/api/v1' })
    doored.register(scope((metrics) => {
      askForToken(metrics, studio)
      registerMetrics(metrics, parts.metrics)
    }))
  }))
  return app
}

/** Routes with hooks of their own. */
const scope = (register: (app: FastifyInstance) => void): FastifyPluginCallback => (app, _options, done) => {
  register(app)
  done()
}

const studioOf = (options: StudioOptions, meter: StudioMeter): Studio => {
  const { own, clock, log, namespace } = options
  return { ...options, shelf: { own, namespace }, audit: buildAudit({ own, clock, log }), types: programTypes(own, clock), news: buildNews(own), meter }
}

const registerRoutes = (app: FastifyInstance, studio: Studio, streams: EventStreams): void => {
  askForToken(app, studio)
  registerPrograms(app, studio)
  registerDrafts(app, studio)
  registerAuthoring(app, studio)
  registerRevisions(app, studio)
  registerTrials(app, studio)
  registerPublishing(app, studio)
  registerRecordings(app, studio)
  registerTries(app, studio)
  registerStreams(app, studio, streams)
}
