import { asObserved } from '../as-observed.ts'
import type { Child } from '../../../../src/kit/kind.ts'
import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { Environment } from '../environment.ts'
import { worst } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { ingress } from '../web.ts'
import type { ComposeService } from './compose.ts'
import { composeFront } from './front.ts'
import { serviceReadiness } from './readiness.ts'
import { composeChildren } from './workload.ts'

const servicesOf = ({ compose }: Environment): readonly ComposeService[] => compose?.services ?? []

/** Services that others wait for; the rest is the application. */
const needed = (environment: Environment): readonly ComposeService[] => {
  const all = servicesOf(environment)
  return all.filter(({ name }) => all.some(({ dependsOn }) => dependsOn.includes(name)))
}

const others = (environment: Environment): readonly ComposeService[] => {
  const first = needed(environment)
  return servicesOf(environment).filter((service) => !first.includes(service))
}

/** A service is made, and changed, when those before it are ready; until then what is there stays. */
const inTurn = (environment: Environment, service: ComposeService): readonly Child[] => {
  const children = composeChildren(environment, service)
  const before = servicesOf(environment).filter(({ name }) => service.dependsOn.includes(name))
  return environment.suspended || worst(before.map((one) => serviceReadiness(environment, one))).state === 'Ready' ? children : asObserved(environment, children)
}

const entrance = (environment: Environment): readonly Child[] => {
  const front = environment.compose === undefined ? undefined : composeFront(environment.compose)
  return front === undefined ? [] : [ingress(environment, { name: front.app, port: { number: front.port } })]
}

const readinessOf = (environment: Environment, services: readonly ComposeService[]) => worst(services.map((service) => serviceReadiness(environment, service)))

/** The stages of a compose file: what others depend on, in that order, then the rest with the way to it. */
export const composeStages: readonly Stage[] = [
  {
    name: 'services',
    condition: 'ServicesReady',
    children: (environment) => needed(environment).flatMap((service) => inTurn(environment, service)),
    readiness: (environment) => readinessOf(environment, needed(environment)),
  },
  {
    name: 'web',
    condition: 'WebReady',
    children: (environment) => [...others(environment).flatMap((service) => composeChildren(environment, service)), ...entrance(environment)],
    readiness: (environment) => readinessOf(environment, others(environment)),
  },
]

/** Says which keys of the file were passed over. */
export const composeClaims = ({ compose }: Environment): readonly Claim[] => {
  if (compose === undefined) return []
  const { unsupported } = compose
  return [unsupported.length === 0
    ? claim('ComposeSupported', 'True', { reason: 'Supported', message: 'every key of the compose file is supported' })
    : claim('ComposeSupported', 'False', { reason: 'UnsupportedKeys', message: `passed over: ${shown(unsupported)}` })]
}

const mostShown = 40

const shown = (paths: readonly string[]): string => [...paths.slice(0, mostShown), ...(paths.length > mostShown ? [`and ${paths.length - mostShown} more`] : [])].join(', ')
