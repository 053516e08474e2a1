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

interface Backend {
  readonly name: string
  readonly port: { readonly number: number }
}

/** Without an issuer of certificates the ingress controller's own one has to hold for all hosts (Part C 25). */
const certificate = (environment: Environment) => {
  const { tlsIssuer, previewDomain } = environment.settings
  return tlsIssuer === undefined || previewDomain === undefined ? {} : {
    metadata: { annotations: { 'cert-manager.io/cluster-issuer': tlsIssuer } },
    spec: { tls: [{ hosts: [host(environment)], secretName: 'web-tls' }] },
  }
}

export const ingress = (environment: Environment, service: Backend = { name: 'web', port: { number: 80 } }): Child => child(Ingress, {
  metadata: { ...metadata(environment), ...certificate(environment).metadata },
  spec: {
    ingressClassName: environment.settings.ingressClass,
    ...certificate(environment).spec,
    rules: [{ host: host(environment), http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] } }],
  },
})

/** Whether a Deployment runs its newest template. */
export const deploymentReadiness = (environment: Environment, name: string): Readiness => {
  const deployment = environment.observed.get(Deployment, name)
  if (deployment === undefined || isBehind(deployment)) return waiting('Creating', `deployment ${name} is made`)
  return said(deployment, 'ReplicaFailure', { status: 'True', reason: 'ReplicaFailure', message: `pods of deployment ${name} are refused` })
    ?? said(deployment, 'Progressing', { status: 'False', reason: 'NotProgressing', message: `deployment ${name} makes no progress` })
    ?? (isAvailable(deployment) ? ready : waiting('NotAvailable', `deployment ${name} has no ready pod of its newest template`))
}

/** What a condition says when it has this status; reason and message where it gives none. */
const said = (deployment: DeploymentShape, type: string, { status, reason, message }: { readonly status: string; readonly reason: string; readonly message: string }): Readiness | undefined => {
  const found = conditionOf(deployment, type)
  return found?.status === status ? waiting(found.reason ?? reason, withoutPodName(found.message ?? message)) : undefined
}

/** Each try has another name. */
const withoutPodName = (message: string): string => message.replace(/^pods "[^"]*" is/, 'a pod is')

const isAvailable = (deployment: DeploymentShape): boolean =>
  (deployment.status?.updatedReplicas ?? 0) > 0 && conditionOf(deployment, 'Available')?.status === 'True'

const conditionOf = ({ status }: DeploymentShape, wanted: string) => status?.conditions?.find(({ type }) => type === wanted)

/** The application and the way to it. */
export const web: Stage = {
  name: 'web',
  condition: 'WebReady',
  children: (environment) => [webDeployment(environment), service(environment), ingress(environment)],
  readiness: (environment) => environment.suspended ? ready : deploymentReadiness(environment, 'web'),
}
