import type { FastifyInstance } from 'fastify'
import type { Controller } from '../kit/controller.ts'
import type { Settings } from '../kit/settings.ts'
import { buildAdmission } from './admission.ts'
import type { Admission } from './admission.ts'
import { buildControllerMetrics } from './controller-metrics.ts'
import type { ControllerMetrics } from './controller-metrics.ts'
import { buildDrainState } from './drain-state.ts'
import type { DrainState } from './drain-state.ts'
import { defaultLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import { silentLog } from './log.ts'
import type { Log } from './log.ts'
import { buildMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { buildPressure, registerPressure } from './pressure.ts'
import type { Pressure, Readings } from './pressure.ts'
import { openTokenFile } from './token-file.ts'
import { openTlsFiles } from './tls-files.ts'
import type { Tls, TlsFiles } from './tls-files.ts'
import type { TokenFile } from './token-file.ts'
import { countLostSpans } from './tracing.ts'
import type { Tracing } from './tracing.ts'

export interface ServiceOptions {
  readonly controllers: readonly Controller[]
  readonly settings: Settings
  /** Version of the package: part of every entity tag. */
  readonly release: string
  /** RFC 3339, UTC, whole seconds. */
  readonly clock: () => string
  /** File with the bearer tokens that callers need; without it nobody is asked. */
  readonly tokenFile?: string | undefined
  /** Files with which the hooks are served over TLS; without them it is plain HTTP. */
  readonly tlsFiles?: TlsFiles | undefined
  readonly limits?: Partial<Limits>
  /** Where pressure is read; at this process when left out. */
  readonly readings?: Readings
  readonly log?: Log
  /** Undefined: no traces. The service closes it when it stops. */
  readonly tracing?: Tracing | undefined
  /** What somebody adds to the listeners. */
  readonly also?: Also
}

/** Adds routes to a listener, beside its own and with their manners: bodies of hooks stay bytes. */
export type AddRoutes = (app: FastifyInstance, parts: ServiceParts) => void

export interface Also {
  /** To the listener of Metacontroller. */
  readonly hooks?: AddRoutes
  /** To the listener of health and metrics. */
  readonly operations?: AddRoutes
}

/** What the two listeners of a service share. */
export interface ServiceParts extends Omit<ServiceOptions, 'tokenFile' | 'tlsFiles'> {
  readonly limits: Limits
  readonly log: Log
  readonly token: TokenFile | undefined
  /** For the listener of the hooks alone: kubelet and Prometheus have no certificate. */
  readonly tls: Tls | undefined
  readonly pressure: Pressure
  readonly admission: Admission
  readonly metrics: Metrics
  readonly controllerMetrics: ControllerMetrics
  readonly state: DrainState
}

/** Makes the shared parts. Throws FileUnreadable when there is a token file without a token, TlsInvalid for a certificate that is none. */
export const serviceParts = (options: ServiceOptions): ServiceParts => {
  const { controllers, clock, tokenFile, tlsFiles, log = silentLog() } = options
  const limits = { ...defaultLimits, ...options.limits }
  const pressure = buildPressure(limits, options.readings)
  const admission = buildAdmission({ requests: limits.requestsInWork, bytes: limits.bytesInWork }, pressure)
  const metrics = buildMetrics(options.release, admission)
  registerPressure(metrics.registry, pressure)
  countLostSpans(metrics.registry, options.tracing)
  return {
    ...options,
    limits,
    log,
    token: tokenFile === undefined ? undefined : openTokenFile(tokenFile, log),
    tls: tlsFiles === undefined ? undefined : openTlsFiles(tlsFiles, log),
    pressure,
    admission,
    metrics,
    controllerMetrics: buildControllerMetrics(metrics.registry, { controllers, clock, log }),
    state: buildDrainState(),
  }
}
