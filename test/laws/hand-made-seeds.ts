import type { Seeds } from './seeds.ts'

const transition = '2026-05-04T03:02:01.123456+00:00'

/** Component statuses as upstream wrote them: no conditions, no generation (kaspr-lifecycle.md 3.5). */
const upstreamComponent = { app: { name: 'shop', status: 'AppFound' }, configMap: 'a-agent', hash: '0123456789abcdef' }
const component: Partial<Seeds> = {
  labels: [{ 'kaspr.io/app': 'shop' }, { 'kaspr.io/app': 'shop', team: 'a', 'kaspr.io/cluster': 'shop' }, {}],
  statuses: [upstreamComponent, { app: { name: 'other', status: 'AppNotFound' } }],
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
  KasprAgent: component,
  KasprWebView: component,
  KasprTable: component,
  KasprTask: component,
  KasprJoin: component,
}
