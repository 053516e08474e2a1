/** Sets of values that differ in what they switch on. */
export const everything = {
  families: { kaspr: { enabled: true }, oaat: { enabled: true }, environment: { enabled: true, helmKind: 'flux' }, program: { enabled: true } },
  studio: { enabled: true, allowedHosts: ['studio.example.com'], impersonation: { groups: ['system:authenticated', 'developers'] }, ingress: { enabled: true, className: 'nginx', host: 'hooks.example.com', tlsSecretName: 'studio-tls', annotations: { 'cert-manager.io/cluster-issuer': 'ca' } } },
  tls: { mode: 'certManager', clientAuth: true },
  hooks: { autoscaling: { enabled: true }, settings: { KASPR_IMAGE_REGISTRY: 'registry.example.com' }, settingsFrom: [{ secretRef: { name: 'keys' } }], podAnnotations: { a: 'b' }, nodeSelector: { 'kubernetes.io/arch': 'amd64' } },
  networkPolicy: { operationsFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }] },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  prometheusRule: { enabled: true, alertLabels: { team: 'platform' } },
  dashboards: { enabled: true },
} as const

const off = { enabled: false }

export const nothing = { families: { kaspr: off, oaat: off, environment: off, program: off } } as const

/** One family alone. */
export const only = (family: string, more: object = {}): object => ({ families: { ...nothing.families, [family]: { enabled: true, ...more } } })

export const matrix: Readonly<Record<string, object>> = {
  defaults: {},
  everything,
  nothing,
  'no wire security': { auth: { mode: 'none' } },
  'a token and certificates of yours': { auth: { existingSecret: 'mine', tokenKey: 'current', acceptedKey: 'all' }, tls: { mode: 'secret', secretName: 'server', clientSecretName: 'client', clientAuth: true } },
  'an issuer of yours': { tls: { mode: 'certManager', certManager: { issuerRef: { name: 'ca', kind: 'ClusterIssuer' } } } },
  'a steward that looks at one namespace': { steward: { namespace: 'shop', operations: 'observe', memberAddress: 'http://{pod}:{port}' } },
  'nothing but hooks': { steward: { enabled: false }, networkPolicy: { enabled: false }, hooks: { podDisruptionBudget: { enabled: false } }, metacontroller: { clusterRole: { create: false } }, crds: { enabled: false } },
  'argocd installs charts': only('environment', { helmKind: 'argocd' }),
  traces: { tracing: { endpoint: 'http://collector.observability:4318', sampleRatio: 0.1, headersSecret: 'collector-headers' } },
  'a digest': { image: { repository: 'registry.example.com/kaspr-hooks', digest: `sha256:${'a'.repeat(64)}` }, imagePullSecrets: [{ name: 'pull' }] },
}
