import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { ListenFailed } from '../protocol/errors.ts'
import { hooksApp } from './hooks-app.ts'
import { operationsApp } from './operations-app.ts'
import { serviceParts } from './service-parts.ts'
import type { ServiceOptions, ServiceParts } from './service-parts.ts'

export interface ListenOptions extends ServiceOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Port for health and metrics; without one there is no second listener. */
  readonly operationsPort?: number | undefined
}

/** A running service. */
export interface Service {
  /** Addresses as URLs. */
  readonly hooks: string
  readonly operations: string | undefined
  /** Drains and closes; an aborted signal cuts all waiting short. Resolves when nothing of the service is left. */
  readonly stop: (now: AbortSignal) => Promise<void>
}

/** Starts both listeners. Throws FileUnreadable or ListenFailed; nothing keeps running then. */
export const startService = async (options: ListenOptions): Promise<Service> => {
  const parts = serviceParts(options)
  const { host, port, operationsPort } = options
  const hooks = hooksApp(parts)
  const operations = operationsPort === undefined ? undefined : operationsApp(parts)
  const apps = operations === undefined ? [hooks] : [hooks, operations]
  try {
    const service = {
      hooks: await listen(hooks, host, port),
      operations: operations === undefined || operationsPort === undefined ? undefined : await listen(operations, host, operationsPort),
    }
    parts.log.info({ ...service, release: options.release, controllers: options.controllers.length }, 'listening')
    return { ...service, stop: (now) => drain(apps, parts, now) }
  } catch (cause) {
    await Promise.all(apps.map((app) => app.close()))
    await options.tracing?.close(AbortSignal.abort())
    throw cause
  }
}

const listen = async (app: FastifyInstance, host: string, port: number): Promise<string> => {
  await app.ready()
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    throw new ListenFailed(`${host}:${port}`, cause instanceof Error ? cause.message : String(cause))
  }
}

/**
 * Not ready first, so that endpoints go away while requests are still answered; then no new connections, then the end
 * of requests in work. The operations listener, last in the list, goes last: it shows how far this has come.
 */
const drain = async (apps: readonly FastifyInstance[], { state, limits, log, tracing }: ServiceParts, now: AbortSignal): Promise<void> => {
  state.begin()
  log.info({ milliseconds: limits.drainMilliseconds }, 'draining')
  await pause(limits.drainMilliseconds, now)
  for (const app of apps) await finish(app, limits.finishMilliseconds, now)
  await tracing?.close(now)
  log.info('stopped')
}

const finish = async (app: FastifyInstance, milliseconds: number, now: AbortSignal): Promise<void> => {
  const closed = new AbortController()
  const closing = app.close().then(() => closed.abort())
  await pause(milliseconds, AbortSignal.any([now, closed.signal]))
  app.server.closeAllConnections()
  await closing
}

const pause = (milliseconds: number, cut: AbortSignal): Promise<void> => sleep(milliseconds, undefined, { signal: cut }).catch(() => undefined)
