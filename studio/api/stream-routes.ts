import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { EventStreams } from '../../src/server/event-streams.ts'
import { programOf, revisionsOf } from '../life-cycle/programs.ts'
import type { LogsQuery } from './bodies.ts'
import { LogsQuery as LogsQuerySchema, ProgramPath } from './bodies.ts'
import { cursorsOf } from './cursors.ts'
import { eventText, heartbeat } from './event-text.ts'
import type { User } from './identity.ts'
import { logFilter } from './log-filter.ts'
import { showLogs } from './log-stream.ts'
import { etagOf } from './match.ts'
import { registerOperation } from './operation.ts'
import type { Studio } from './studio.ts'

const heartbeatMilliseconds = 15_000

/** What pages listen to: the live log, and news of a program. */
export const registerStreams = (app: FastifyInstance, studio: Studio, streams: EventStreams): void => {
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program/logs', summary: 'Live log (server-sent events `log` and `dropped`); Last-Event-ID goes on where a stream was cut', verb: 'get', path: ProgramPath, query: LogsQuerySchema,
    run: async ({ user, path: { program }, query, request, reply }) => {
      await programOf(studio.own, program)
      const after = cursorsOf([request.headers['last-event-id'] ?? query.after].flat()[0])
      streams.open(reply, (out) => ending(beating(studio, out, { user, program }), logsTo(studio, out, { program, query, after })))
      return undefined
    },
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program/events', summary: 'News of a program (server-sent events `program` and `presence`)', verb: 'get', path: ProgramPath,
    run: async ({ user, path: { program }, reply }) => {
      await programOf(studio.own, program)
      streams.open(reply, (out) => ending(beating(studio, out, { user, program }), newsTo(studio, out, { user, program })))
      return undefined
    },
  })
}

const ending = (...ends: readonly (() => void)[]) => (): void => { for (const end of ends) end() }

interface Watched { readonly user: User; readonly program: string }

/** A heartbeat every 15 s, and a look whether the right is still there. */
const beating = ({ identity, clock }: Studio, out: ServerResponse, { user, program }: Watched): (() => void) => {
  out.write(heartbeat)
  let cancel = (): void => undefined
  const beat = async (): Promise<void> => {
    const isAllowed = await identity.allowed(user, 'get', program).catch(() => true)
    if (!isAllowed) out.end()
    else if (out.writable) out.write(heartbeat)
    if (isAllowed && out.writable) next()
  }
  const next = (): void => { cancel = clock.after(heartbeatMilliseconds, () => { void beat() }) }
  next()
  return () => { cancel() }
}

const logsTo = ({ traffic, meter }: Studio, out: ServerResponse, { program, query, after }: { readonly program: string; readonly query: LogsQuery; readonly after: Readonly<Record<string, number>> }): (() => void) =>
  showLogs(out, { traffic, program, after, wanted: logFilter(query), dropped: meter.dropped })

const newsTo = (studio: Studio, out: ServerResponse, { user, program: name }: Watched): (() => void) => {
  const tell = async (): Promise<void> => {
    try {
      const program = await programOf(studio.own, name)
      const [newest] = await revisionsOf(studio.own, name)
      const { spec: { activeRevision, canary }, metadata: { resourceVersion } } = program
      if (out.writable) out.write(eventText('program', { etag: etagOf(resourceVersion), newest: newest?.metadata.name ?? null, active: activeRevision ?? null, canary: canary?.revision ?? null }))
    } catch {
      // The program is gone, or the cluster is: the page finds out when it asks.
      out.end()
    }
  }
  void tell()
  return studio.news.follow(name, user.name, {
    changed: () => { void tell() },
    presence: (users) => { if (out.writable) out.write(eventText('presence', { users })) },
  })
}
