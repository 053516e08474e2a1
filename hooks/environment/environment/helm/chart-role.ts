import type { BoundRole } from '../../../../src/kit/controller.ts'

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

/**
 * What a chart may make, in the one namespace in which it is bound. Not among it: what closes the namespace (quota, limits,
 * network policies), rights, and Ingresses, whose hosts might be somebody else's (environment.md Part C S6, S10).
 */
export const chartRole: BoundRole = {
  name: 'kaspr-hooks-environment-chart',
  rules: [
    { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'secrets', 'serviceaccounts', 'services'], verbs },
    { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs },
  ],
}
