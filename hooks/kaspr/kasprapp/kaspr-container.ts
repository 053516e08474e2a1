import type { Container, Probe } from 'kubernetes-types/core/v1.js'
import type { Desired } from '../../../src/kit/desired.ts'
import type { App } from './app.ts'
import { kasprEnvironment } from './environment.ts'
import { canonicalQuantities } from '../../../src/kit/quantities.ts'
import type { KasprAppSpec } from './resource.ts'
import { kasprMounts } from './volumes.ts'

/** The container that runs a member (kaspr-resources.md 3.9). */
export const kasprContainer = (app: App): Desired<Container> => {
  const { resources, livenessProbe, readinessProbe, template } = app.spec
  return {
    name: 'kaspr',
    image: app.image,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: app.runtime.webPort, name: 'http' }],
    env: kasprEnvironment(app),
    resources: resources === undefined ? undefined
      : { limits: canonicalQuantities(resources.limits), requests: canonicalQuantities(resources.requests), claims: resources.claims },
    livenessProbe: probe(livenessProbe, app),
    readinessProbe: probe(readinessProbe, app),
    securityContext: template?.kasprContainer?.securityContext,
    volumeMounts: kasprMounts(app),
  }
}

type GivenProbe = KasprAppSpec['livenessProbe']

/** Members answer `GET /status/` on their web port. Upstream accepts probes and never renders them (Q13). */
const probe = (given: GivenProbe, { runtime: { webPort } }: App): Desired<Probe> | undefined => given === undefined ? undefined : {
  httpGet: { path: '/status/', port: webPort },
  failureThreshold: given.failureThreshold ?? 3,
  initialDelaySeconds: (given.initialDelaySeconds ?? 15) || undefined,
  periodSeconds: given.periodSeconds ?? 10,
  successThreshold: given.successThreshold ?? 1,
  timeoutSeconds: given.timeoutSeconds ?? 5,
}
