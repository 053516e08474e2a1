import { clusterKind, kind } from '../kit/kind.ts'

// Kinds of Kubernetes that the cluster's own controllers work with.
export const namespaces = clusterKind('v1', 'Namespace', 'namespaces')
export const configMaps = kind('v1', 'ConfigMap', 'configmaps')
export const secrets = kind('v1', 'Secret', 'secrets')
export const serviceAccounts = kind('v1', 'ServiceAccount', 'serviceaccounts')
export const pods = kind('v1', 'Pod', 'pods')
export const claims = kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims')
export const resourceQuotas = kind('v1', 'ResourceQuota', 'resourcequotas')
export const limitRanges = kind('v1', 'LimitRange', 'limitranges')
export const storageClasses = clusterKind('storage.k8s.io/v1', 'StorageClass', 'storageclasses')
export const statefulSets = kind('apps/v1', 'StatefulSet', 'statefulsets')
export const controllerRevisions = kind('apps/v1', 'ControllerRevision', 'controllerrevisions')
export const deployments = kind('apps/v1', 'Deployment', 'deployments')
export const replicaSets = kind('apps/v1', 'ReplicaSet', 'replicasets')
export const jobs = kind('batch/v1', 'Job', 'jobs')
export const autoscalers = kind('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers')
export const definitions = clusterKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions')
