import type { Child } from '../../../../src/kit/kind.ts'
import type { Environment } from '../environment.ts'
import type { HelmKind } from '../settings.ts'
import { front } from '../front.ts'
import { ready, waiting } from '../stage.ts'
import type { Readiness, Stage } from '../stage.ts'
import { ingress } from '../web.ts'
import { argoChildren, argoReadiness } from './argo.ts'
import { chartOf } from './chart.ts'
import type { Chart } from './chart.ts'
import { fluxChildren, fluxReadiness } from './flux.ts'

interface Installer {
  readonly children: (environment: Environment, chart: Chart) => readonly Child[]
  readonly readiness: (environment: Environment, chart: Chart) => Readiness
}

const installers: Readonly<Record<HelmKind, Installer>> = {
  flux: { children: fluxChildren, readiness: fluxReadiness },
  argocd: { children: argoChildren, readiness: argoReadiness },
}

const installed = <Result>(environment: Environment, of: (installer: Installer, chart: Chart) => Result): Result | undefined => {
  const [chart, { settings: { helmKind } }] = [chartOf(environment), environment]
  return chart === undefined || helmKind === undefined ? undefined : of(installers[helmKind], chart)
}

/** A chart that others install: no Helm runs here (environment.md B7). The Ingress leads to its Service `web`, as upstream's does. */
export const helm: Stage = {
  name: 'web',
  condition: 'WebReady',
  children: (environment) => [
    ...installed(environment, ({ children }, chart) => children(environment, chart)) ?? [],
    ...(front(environment) === undefined ? [] : [ingress(environment)]),
  ],
  readiness: (environment) => environment.suspended ? ready : installed(environment, ({ readiness }, chart) => readiness(environment, chart)) ?? waiting('Creating', 'there is no chart'),
}
