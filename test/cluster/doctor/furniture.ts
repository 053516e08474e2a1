import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { AnyObject } from '../harness/objects.ts'

const group = 'metacontroller.k8s.io'

/** What Metacontroller brings, as far as an API server has to know it; for machines without its own CRDs. */
const definition = (kind: string, scope: 'Cluster' | 'Namespaced'): AnyObject => {
  const plural = `${kind.toLowerCase()}s`
  return trusted<AnyObject>({
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, request not yet submitted' } },
    spec: {
      group, scope, names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  })
}

export const metacontrollerDefinitions = [definition('CompositeController', 'Cluster'), definition('DecoratorController', 'Cluster'), definition('ControllerRevision', 'Namespaced')]

const metadata = (name: string, more: JsonObject = {}): JsonObject => ({ name, namespace: 'kaspr-hooks', ...more })

/** The Service's only endpoint. */
export const slice = (ready: boolean): JsonObject => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: metadata('kaspr-hooks-tests', { labels: { 'kubernetes.io/service-name': 'kaspr-hooks' } }),
  addressType: 'IPv4', ports: [{ port: 8080 }], endpoints: [{ addresses: ['10.99.0.1'], conditions: { ready } }],
})

/** Where the service would be. */
export const furniture: readonly JsonObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kaspr-hooks' } },
  { apiVersion: 'v1', kind: 'Service', metadata: metadata('kaspr-hooks'), spec: { ports: [{ port: 8080 }] } },
  slice(true),
]
