import { programSeeds } from './program-seeds.ts'
import type { Seeds } from './seeds.ts'

const transition = '2026-05-04T03:02:01.123456+00:00'

/** Component statuses as upstream wrote them: no conditions, no generation (kaspr-lifecycle.md 3.5). */
const upstreamComponent = { app: { name: 'shop', status: 'AppFound' }, configMap: 'a-agent', hash: '0123456789abcdef' }
const component: Partial<Seeds> = {
  labels: [{ 'kaspr.io/app': 'shop' }, { 'kaspr.io/app': 'shop', team: 'a', 'kaspr.io/cluster': 'shop' }, {}],
  statuses: [upstreamComponent, { app: { name: 'other', status: 'AppNotFound' } }],
}

/** Groups that run, in all the ways there are; upstream's counters are texts (oaat.md A9, A11). */
const oaatGroup: Partial<Seeds> = {
  annotations: [{ pause_new_jobs: 'yes' }, { pause_new_jobs: 'false' }],
  specs: [
    { oaatType: 'sleep', oaatItems: ['a', 'b', 'c'], frequency: '1h' },
    { oaatType: 'sleep', oaatItems: ['a', 'B/c', 'a'.repeat(80)], frequency: '1d', failureCoolOff: '5m', strictSlot: true, selection: 'documented' },
    { oaatType: 'sleep', oaatItems: ['a', 'b'], frequency: '1h30m', failureBackoff: { initial: '20m', factor: 3, max: '1h' }, podRetention: { maxAge: '2h', succeeded: 0, failed: 2 }, activeDeadline: '10m' },
    { oaatType: 'sleep', itemsFrom: { configMap: { name: 'list' } }, oaatItems: ['a'], once: true, startTimeout: '30s', vanishedCountsAsFailure: true },
    { oaatType: 'sleep', oaatItems: ['a'], frequency: '2h', windows: [{ noStartItem: { start: '23:30', end: { time: '01:15', tz: 'Europe/Berlin' } } }], windowsEnabled: true },
    { oaatType: 'sleep', oaatItems: ['a', 'b'], blackoutPeriods: [{ name: 'night', schedule: '0 0 * * *', duration: '90m' }] },
    { oaatType: 'sleep', oaatItems: ['a', 'b'], podRetention: { maxAge: '10m', succeeded: 0, failed: 0 } },
  ],
  statuses: [
    { items: { a: { failure_count: '2', last_failure: '2026-11-20T23:59:00+00:00', last_success: '2026-11-20T10:00:00.123456+00:00', podphase: 'Failed', runtime_count: '2', runtime_total: '30.0', runtime_sum_squares: '500.0', runtime_min: '10.0', runtime_max: '20.0', runtime_sample: '[10.0, 20.0]' }, old: { last_success: '2026-01-01T00:00:00+00:00' } }, oaat_timer: { message: 'x' } },
    { sequence: 7, recorded: ['gone'], run: { item: 'a', pod: 'shop-4fd63-7', requestedAt: '2026-11-20T23:59:30Z' }, history: [{ sequence: 6, item: 'b', pod: 'shop-4fd63-6', podUID: 'gone', result: 'Succeeded', exitCode: 0, finishedAt: '2026-11-20T23:00:00Z' }] },
    { sequence: 3, run: { item: 'b', pod: 'a-4fd63-3', podUID: 'u', requestedAt: '2026-11-20T20:00:00Z' }, items: { b: { last_success: 'yesterday' } } },
  ],
}

const environmentName = { team: 'acme', project: 'shop', projectRef: { namespace: 'demo', name: 'shop' } }
const masterKeys = 'v1=0123456789abcdef0123456789abcdef'
const own = { image: 'shop:1', ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9090 }], env: [{ name: 'A', value: 'b' }] }
const redis = { name: 'redis', container: { image: 'redis:7', ports: [{ containerPort: 6379 }], resources: { limits: { cpu: '0.5', memory: '1024Mi' } } } }
const database = { name: 'postgres', container: { image: 'postgres:16', ports: [{ containerPort: 5432 }], env: [{ name: 'POSTGRES_USER', value: 'shop' }] }, storage: { resources: { requests: { storage: '0.5Gi' } } } }
const migrations = [{ name: 'check', command: ['true'] }, { name: 'migrate', command: ['./migrate'], env: [{ name: 'DEEP', value: '1' }] }]

/** Environments in all modes, with and without data (environment.md B3, B7). */
const environment: Partial<Seeds> = {
  names: ['acme-shop', 'acme-x', 'acme-1'],
  settings: [{ ENVIRONMENT_MASTER_KEYS: masterKeys }, { ENVIRONMENT_MASTER_KEYS: `${masterKeys},v2=fedcba9876543210fedcba9876543210`, LOCAL_PREVIEW_ROUTING: 'true', CLOSED_ADDRESS_RANGES: '10.96.0.0/12' }],
  specs: [
    { ...environmentName, environment: 'main', preset: 'nextjs' },
    { ...environmentName, environment: 'main', preset: 'nextjs', config: { services: [database, redis], volumes: [{ name: 'code', persistentVolumeClaim: {} }] } },
    { ...environmentName, environment: 'pr-1', preset: 'static', egress: { mode: 'none' }, quota: { pods: '5', 'requests.storage': '1024Mi' }, ttl: '2h' },
    { ...environmentName, environment: 'live', type: 'production', config: { ...own, services: [redis], initContainers: migrations } },
    { ...environmentName, environment: 'live', type: 'deployment', config: { ...own, image: 'shop:2', services: [database], initContainers: migrations }, progressDeadlineSeconds: 60 },
    { ...environmentName, environment: 'live', type: 'production', config: own, suspend: true, discard: ['postgres', 'code'] },
  ],
  statuses: [
    { phase: 'Ready', stage: 'done', stageSince: '2026-11-20T00:00:00Z', url: 'https://acme-shop.preview.example.com/', namespace: 'acme-shop', observedGeneration: 3 },
    { phase: 'Provisioning', stage: 'services', stageSince: '2026-11-20T23:59:00Z', observedGeneration: 2, keptData: ['StatefulSet/postgres'] },
  ],
}

/**
 * Optional seeds of single kinds: what no schema and no golden says. The laws know nothing else of any controller; a
 * kind that does not stand here is run through them all the same.
 */
export const handMade: Readonly<Record<string, Partial<Seeds>>> = {
  KasprApp: {
    annotations: [
      { 'kaspr.io/pause-reconciliation': 'true' },
      { 'kaspr.io/pause-reconciliation': 'false', 'kaspr.io/disable-static-group-membership': 'true' },
    ],
    labels: [{}, { team: 'a', 'controller-uid': 'someone' }],
    specs: [
      {
        bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, storage: { type: 'ephemeral', class: 'standard', size: '0.5Gi' }, replicas: 2,
        resources: { requests: { cpu: '0.25', memory: '1024Mi' }, limits: { cpu: '1500m', memory: '2048Mi' } },
        livenessProbe: { initialDelaySeconds: 0 }, readinessProbe: {},
        pythonPackages: { packages: ['requests'], cache: { type: 'pvc', enabled: true, size: '1024Mi' } },
      },
      {
        bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, storage: { type: 'persistent-claim', class: 'fast', size: '1Gi' },
        template: { pod: {
          tolerations: [{ key: 'a', operator: 'Exists' }, { key: 'b', value: 'c', effect: 'NoExecute', tolerationSeconds: 0 }],
          topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { 'kaspr.io/app': 'shop' } } }],
          securityContext: { runAsUser: 0, runAsNonRoot: false }, terminationGracePeriodSeconds: 0,
          volumes: [{ name: 'scratch', emptyDir: {} }, { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '1024Mi' } }, { name: 'keys', secret: { secretName: 'keys' } }],
        }, kasprContainer: { env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }], volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] } },
      },
    ],
    statuses: [{
      observedGeneration: 1, kasprVersion: '0.11.18', availableMembers: '1/1', rolloutInProgress: false, rebalanceRequired: false, rebalancingMembers: '0/1',
      members: [{ id: 0, leader: true, rebalancing: false, recovering: false, podUID: 'u', lastTransitionTime: transition }],
      linkedResources: { agents: [{ name: 'a', hash: '0123456789abcdef', topicName: 't' }], tables: [], webviews: [], tasks: [] },
      conditions: [
        { type: 'Progressing', status: 'False', reason: 'ReconcileComplete', message: 'All resources are in desired state', lastTransitionTime: transition, observedGeneration: 1 },
        { type: 'Ready', status: 'True', reason: 'Healthy', message: 'App is ready', lastTransitionTime: transition, observedGeneration: 1 },
      ],
    }],
  },
  OaatGroup: oaatGroup,
  OaatType: { specs: [{ type: 'pod', podspec: { container: { name: 'main', image: 'busybox:1', command: ['sh', '-c', 'echo "%%oaat_item%%"'], env: [{ name: 'A', value: '%%oaat_item%%' }], resources: { requests: { cpu: '100m' } } } } }, { type: 'pod', podspec: { container: { name: 'main', image: 'busybox:1' }, activeDeadlineSeconds: 600, serviceAccountName: 'runner' } }] },
  ConfigMap: { bodies: [{}, { data: { items: 'x\n# y\n\nz\n' } }, { data: { other: 'w' } }] },
  // Pods that stand beside a parent: some are done, some are somebody's.
  Pod: { bodies: [
    { status: { phase: 'Succeeded' } }, { status: { phase: 'Failed' } }, { status: { phase: 'Succeeded' }, spec: { containers: [] } },
    { status: { phase: 'Running' } },
  ] },
  Environment: environment,
  Project: { presence: 'mostly', specs: [
    { sources: [{ name: 'web', repositoryUrl: 'https://git.example.com/shop.git', branch: 'main' }], templates: { development: { preset: 'nextjs' }, production: { config: own }, deployment: { config: { ...own, services: [database] } } } },
    { sources: [{ name: 'web', repositoryUrl: 'https://git.example.com/shop.git' }], templates: { development: { preset: 'python', config: { env: [{ name: 'B', value: 'c' }] } } }, resources: { defaultQuota: { pods: '30', 'limits.memory': '16384Mi' } } },
  ] },
  Namespace: { presence: 'seldom' },
  Secret: { bodies: [{ type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'e30=' } }, {}] },
  KasprAgent: component,
  KasprWebView: component,
  KasprTable: component,
  KasprTask: component,
  KasprJoin: component,
  ...programSeeds,
}
