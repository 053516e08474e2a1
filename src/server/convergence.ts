import type { Registry } from 'prom-client'
import type { Controller } from '../kit/controller.ts'
import { bounded } from './bounded.ts'
import type { Log } from './log.ts'
import { serviceMetrics } from './metric-table.ts'
import { counter, gauge } from './metrics.ts'
import { RestlessParents } from './restless-parents.ts'
import type { Restless } from './restless-parents.ts'
import { unrests } from './watched-parent.ts'

export interface ConvergenceOptions {
  readonly controllers: readonly Pick<Controller, 'name'>[]
  /** RFC 3339. */
  readonly clock: () => string
  readonly log: Log
}

/** Watches all parents, tells two metrics, and the log once when a parent begins to come to no rest and once when that is over. */
export const watchConvergence = (registry: Registry, { controllers, clock, log }: ConvergenceOptions): RestlessParents => {
  const begun = counter(registry, serviceMetrics.restlessTotal)
  const parents = new RestlessParents({
    begins: (restless) => {
      begun.inc({ controller: restless.controller, unrest: restless.unrest })
      log.warn({ ...said(restless), what: bounded(restless.what.join('; '), 500) }, 'a parent comes to no rest')
    },
    ends: (restless, at) => log.info({ ...said(restless), seconds: Math.round((at - restless.since) / 1000) }, 'a parent came to rest, or is gone'),
  })
  const series = controllers.flatMap(({ name: controller }) => unrests.map((unrest) => ({ controller, unrest })))
  for (const labels of series) begun.inc(labels, 0)
  gauge(registry, serviceMetrics.restless, (into) => {
    for (const labels of series) into.set(labels, 0)
    for (const { controller, unrest } of parents.restless(Date.parse(clock()))) into.inc({ controller, unrest })
  })
  return parents
}

const said = ({ controller, parent, unrest }: Restless): object => ({ controller, parent: bounded(parent, 200), unrest })
