import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Service } from '../../../src/kit/kinds.ts'
import { hashAnnotation, selectorLabels, usersLabels } from '../labels.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'

const ports = ({ runtime: { webPort } }: App) => [{ name: 'http', protocol: 'TCP', port: webPort, targetPort: webPort }] as const

/** Fixed labels win over the template's, and these over the app's own, which only fill gaps (kaspr-resources.md 3.2). */
const metadataOf = ({ namespace, ownLabels, podLabels, spec }: App) => ({
  namespace,
  labels: { ...ownLabels, ...usersLabels(spec.template?.service?.metadata?.labels), ...podLabels },
  annotations: spec.template?.service?.metadata?.annotations ?? {},
})

/** Service of the HTTP API: any member answers. */
export const apiService = (app: App): Child => {
  const spec = { type: 'ClusterIP', selector: selectorLabels(app.name), ports: ports(app) } as const
  const metadata = metadataOf(app)
  return child(Service, {
    metadata: { name: app.names.api, ...metadata, annotations: { ...metadata.annotations, [hashAnnotation]: contentHash(spec) } },
    spec,
  })
}

/** Headless Service: gives every member its own name, ready or not. It has no hash of its own (Q18). */
export const headlessService = (app: App): Child => child(Service, {
  metadata: { name: app.names.component, ...metadataOf(app) },
  spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: selectorLabels(app.name), ports: ports(app) },
})
