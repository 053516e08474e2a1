import type { JsonObject } from '../../../src/protocol/json.ts'

const definition = (group: string, version: string, [kind, plural, scope]: readonly [string, string, 'Cluster' | 'Namespaced']): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
  // The API server asks this of whoever defines kinds of Kubernetes itself.
  metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, stand-in of a test' } },
  spec: {
    group, scope, names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } } } }],
  },
})

/** CRDs of Metacontroller, where a test has no real ones. */
export const ofMetacontroller = (['CompositeController', 'DecoratorController'] as const)
  .map((kind) => definition('metacontroller.k8s.io', 'v1alpha1', [kind, `${kind.toLowerCase()}s`, 'Cluster']))

/** CRDs of others whose objects the chart makes on wish; they take any spec. */
export const ofOthers = [
  definition('cert-manager.io', 'v1', ['Issuer', 'issuers', 'Namespaced']),
  definition('cert-manager.io', 'v1', ['Certificate', 'certificates', 'Namespaced']),
  definition('monitoring.coreos.com', 'v1', ['ServiceMonitor', 'servicemonitors', 'Namespaced']),
  definition('monitoring.coreos.com', 'v1', ['PrometheusRule', 'prometheusrules', 'Namespaced']),
]
