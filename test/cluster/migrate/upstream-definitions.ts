import type { JsonObject } from '../../../src/protocol/json.ts'

// Definitions as kaspr-operator installs them: any spec, and a status subresource on KasprApp alone (kaspr-resources.md 1).
const rows = [
  ['KasprApp', 'kasprapps', 'kapp'], ['KasprAgent', 'kaspragents', 'kagent'], ['KasprWebView', 'kasprwebviews', 'kwebview'],
  ['KasprTable', 'kasprtables', 'ktable'], ['KasprTask', 'kasprtasks', 'ktask'], ['KasprJoin', 'kasprjoins', 'kj'],
] as const

const anything = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } as const

export const upstreamDefinitions: readonly (JsonObject & { readonly metadata: { readonly name: string } })[] = rows.map(([kind, plural, shortName]) => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.kaspr.io` },
  spec: {
    group: 'kaspr.io', scope: 'Namespaced', names: { kind, plural, singular: kind.toLowerCase(), shortNames: [shortName] },
    versions: [{
      name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } },
      ...(kind === 'KasprApp' ? { subresources: { status: {} } } : {}),
    }],
  },
}))
