import type { ServedKind } from './discovery.ts'

/**
 * Kinds of Kubernetes itself that controllers meet: apiVersion, kind, plural, and marks: `c` cluster-scoped, `g` counts
 * changes in metadata.generation (metacontroller.md §7.1), `s` has a status subresource.
 */
const rows = [
  ['v1', 'ConfigMap', 'configmaps', ''],
  ['v1', 'Endpoints', 'endpoints', ''],
  ['v1', 'Event', 'events', ''],
  ['v1', 'Namespace', 'namespaces', 'cs'],
  ['v1', 'Node', 'nodes', 'cs'],
  ['v1', 'PersistentVolume', 'persistentvolumes', 'cs'],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 's'],
  ['v1', 'Pod', 'pods', 'gs'],
  ['v1', 'PodTemplate', 'podtemplates', 'g'],
  ['v1', 'ReplicationController', 'replicationcontrollers', 'gs'],
  ['v1', 'ResourceQuota', 'resourcequotas', 's'],
  ['v1', 'LimitRange', 'limitranges', ''],
  ['v1', 'Secret', 'secrets', ''],
  ['v1', 'Service', 'services', 's'],
  ['v1', 'ServiceAccount', 'serviceaccounts', ''],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'cgs'],
  ['apps/v1', 'ControllerRevision', 'controllerrevisions', ''],
  ['apps/v1', 'DaemonSet', 'daemonsets', 'gs'],
  ['apps/v1', 'Deployment', 'deployments', 'gs'],
  ['apps/v1', 'ReplicaSet', 'replicasets', 'gs'],
  ['apps/v1', 'StatefulSet', 'statefulsets', 'gs'],
  ['autoscaling/v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 's'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 's'],
  ['batch/v1', 'CronJob', 'cronjobs', 'gs'],
  ['batch/v1', 'Job', 'jobs', 'gs'],
  ['coordination.k8s.io/v1', 'Lease', 'leases', ''],
  ['discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', 'g'],
  ['networking.k8s.io/v1', 'Ingress', 'ingresses', 'gs'],
  ['networking.k8s.io/v1', 'IngressClass', 'ingressclasses', 'cg'],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', 'g'],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', 'gs'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', 'c'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', 'c'],
  ['rbac.authorization.k8s.io/v1', 'Role', 'roles', ''],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', ''],
  ['scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', 'cg'],
  ['storage.k8s.io/v1', 'StorageClass', 'storageclasses', 'c'],
] as const

export const builtInKinds: readonly ServedKind[] = rows.map(([apiVersion, kind, plural, marks]) => ({
  apiVersion,
  kind,
  plural,
  scope: marks.startsWith('c') ? 'Cluster' : 'Namespaced',
  isCustom: false,
  isCounted: marks.includes('g'),
  hasStatus: marks.includes('s'),
}))
