import { canonical } from '../../../src/kit/canonical.ts'
import { alike } from '../../../src/kit/covers.ts'
import { isObject } from '../../../src/kit/json.ts'
import { lastApplied } from '../../../src/kit/last-applied.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child, Observed } from '../../../src/kit/kind.ts'
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

/** Whether a StatefulSet runs what is wanted. */
export const setReadiness = ({ observed, suspended }: Environment, wanted: Child): Readiness => {
  const { name } = wanted.metadata
  const set = observed.get(StatefulSet, name)
  if (set === undefined || isBehind(set)) return waiting('Creating', `service ${name} is made`)
  if (suspended) return ready
  const { readyReplicas = 0, currentRevision, updateRevision } = set.status ?? {}
  // What stands there may be ready, but it is not what is wanted: services roll before the application does.
  if (!hasTemplateOf(set, wanted)) return waiting('RollingOut', `service ${name} gets its new template`)
  if (readyReplicas < 1) return waiting('NotReady', `service ${name}: its pod is not ready`)
  return updateRevision === currentRevision ? ready : waiting('RollingOut', `service ${name} is rolled out`)
}

/** Whether a workload was last applied with the template that is wanted. */
export const hasTemplateOf = (observed: Observed<object>, wanted: Child): boolean => alike(templateOf(lastApplied(observed)), templateOf(canonical(wanted)))

const templateOf = (set: object | undefined): unknown => {
  const spec = set !== undefined && 'spec' in set ? set.spec : undefined
  return isObject(spec) ? spec['template'] : undefined
}

/** What the application needs. All services start side by side. */
export const services: Stage = {
  name: 'services',
  condition: 'ServicesReady',
  children: (environment) => (environment.config.services ?? []).flatMap((service) => [serviceStatefulSet(environment, service), ...serviceObjects(environment, service)]),
  readiness: (environment, wanted) => worst(wanted.filter(({ kind }) => kind === StatefulSet.kind).map((set) => setReadiness(environment, set))),
}
