import type { JsonValue } from '../../src/protocol/json.ts'

// Values that the schema leaves to Kubernetes: what people write there, by the name of the value.

const peer = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }
const term = { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] }] }

export const samples: Readonly<Record<string, readonly JsonValue[]>> = {
  settingsFrom: [[], [{ secretRef: { name: 'keys' } }], [{ prefix: 'KASPR_', configMapRef: { name: 'settings', optional: true } }]],
  topologySpreadConstraints: [[], [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } } }]],
  affinity: [{}, { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } }, { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } }] } }],
  hooksEgress: [[], [{ to: [peer], ports: [{ port: 4318 }] }]],
  operationsFrom: [[], [peer]],
  studioFrom: [[], [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }]],
  // A request above its limit is refused, which no schema can say.
  resources: [{}, { requests: { cpu: 1, memory: 1048576 }, limits: { cpu: '2.5', memory: '2Gi' } }, { limits: { 'ephemeral-storage': '1Gi' } }],
  global: [{}, { anything: true }],
}
