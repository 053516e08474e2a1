import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Service, StatefulSet } from '../../../src/kit/kinds.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { serviceStatefulSet } from './service-stateful-set.ts'
import type { ServiceConfig } from './spec/config.ts'
import { isBehind } from './observed-generation.ts'
import { ready, waiting, worst } from './stage.ts'
import type { Readiness, Stage } from './stage.ts'

/** A Service for clients, and a headless one for the StatefulSet, which needs its own (environment.md B7, Part C 30). */
const serviceObjects = (environment: Environment, { name, container: { ports = [] } }: ServiceConfig): readonly Child[] => {
  const spec = {
    selector: { app: name },
    ports: ports.map((port) => ({ name: port.name ?? `port-${port.containerPort}`, port: port.containerPort, targetPort: port.containerPort, protocol: port.protocol ?? 'TCP' })),
  }
  const metadata = (of: string) => ({ name: of, namespace: environment.name, labels: { ...environmentLabels(environment), app: name } })
  return [
    ...(ports.length === 0 ? [] : [child(Service, { metadata: metadata(name), spec })]),
    child(Service, { metadata: metadata(`${name}-headless`), spec: { ...spec, clusterIP: 'None' } }),
  ]
}

const readinessOf = ({ observed, suspended }: Environment, { name }: ServiceConfig): Readiness => {
  const set = observed.get(StatefulSet, name)
  if (set === undefined || isBehind(set)) return waiting('Creating', `service ${name} is made`)
  const { readyReplicas = 0, currentRevision, updateRevision } = set.status ?? {}
  const wanted = suspended ? 0 : 1
  if (readyReplicas < wanted) return waiting('NotReady', `service ${name}: ${readyReplicas} of ${wanted} pods are ready`)
  return updateRevision !== currentRevision && !suspended ? waiting('RollingOut', `service ${name} is rolled out`) : ready
}

/** What the application needs. All services start side by side. */
export const services: Stage = {
  name: 'services',
  condition: 'ServicesReady',
  children: (environment) => (environment.config.services ?? []).flatMap((service) => [serviceStatefulSet(environment, service), ...serviceObjects(environment, service)]),
  readiness: (environment) => worst((environment.config.services ?? []).map((service) => readinessOf(environment, service))),
}
