import type { Deployment as DeploymentShape } from 'kubernetes-types/apps/v1.js'
import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Deployment, Ingress, Service } from '../../../src/kit/kinds.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { isBehind } from './observed-generation.ts'
import { ready, waiting } from './stage.ts'
import type { Readiness, Stage } from './stage.ts'
import { host } from './url.ts'
import { webDeployment } from './web-deployment.ts'
import { webPort } from './web-port.ts'

const metadata = (environment: Environment) => ({ name: 'web', namespace: environment.name, labels: { ...environmentLabels(environment), app: 'web' } })

/** Port 80 leads to the first port; the others keep their numbers (Part C 31). */
const service = (environment: Environment): Child => {
  const [first, ...others] = environment.config.ports ?? []
  return child(Service, {
    metadata: metadata(environment),
    spec: {
      selector: { app: 'web' },
      ports: [
        ...(first === undefined ? [] : [{ name: 'http', port: 80, targetPort: first.containerPort, protocol: first.protocol ?? 'TCP' }]),
        ...others.filter(({ containerPort }) => containerPort !== 80).map(({ name, containerPort, protocol = 'TCP' }) => ({ name: name ?? `port-${containerPort}`, port: containerPort, targetPort: containerPort, protocol })),
      ],
    },
  })
}

const ingress = (environment: Environment): Child => child(Ingress, {
  metadata: metadata(environment),
  spec: {
    ingressClassName: environment.settings.ingressClass,
    rules: [{ host: host(environment), http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
  },
})

const readinessOf = (environment: Environment): Readiness => {
  const deployment = environment.observed.get(Deployment, 'web')
  if (deployment === undefined || isBehind(deployment)) return waiting('Creating', 'deployment web is made')
  const late = conditionOf(deployment, 'Progressing')
  if (late?.status === 'False') return waiting(late.reason ?? 'NotProgressing', late.message ?? 'deployment web makes no progress')
  return isAvailable(deployment) ? ready : waiting('NotAvailable', 'deployment web has no ready pod of its newest template')
}

const isAvailable = (deployment: DeploymentShape): boolean =>
  (deployment.status?.updatedReplicas ?? 0) > 0 && conditionOf(deployment, 'Available')?.status === 'True'

const conditionOf = ({ status }: DeploymentShape, wanted: string) => status?.conditions?.find(({ type }) => type === wanted)

/** The application and the way to it. */
export const web: Stage = {
  name: 'web',
  condition: 'WebReady',
  children: (environment) => [webDeployment(environment), ...(webPort(environment) === undefined ? [] : [service(environment), ingress(environment)])],
  readiness: (environment) => environment.suspended ? ready : readinessOf(environment),
}
