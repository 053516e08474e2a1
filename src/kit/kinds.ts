import type { Deployment as DeploymentShape, StatefulSet as StatefulSetShape } from 'kubernetes-types/apps/v1.js'
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerShape } from 'kubernetes-types/autoscaling/v2.js'
import type { Job as JobShape } from 'kubernetes-types/batch/v1.js'
import type {
  ConfigMap as ConfigMapShape,
  LimitRange as LimitRangeShape,
  Namespace as NamespaceShape,
  PersistentVolumeClaim as PersistentVolumeClaimShape,
  Pod as PodShape,
  ResourceQuota as ResourceQuotaShape,
  Secret as SecretShape,
  Service as ServiceShape,
  ServiceAccount as ServiceAccountShape,
} from 'kubernetes-types/core/v1.js'
import type { Ingress as IngressShape, NetworkPolicy as NetworkPolicyShape } from 'kubernetes-types/networking/v1.js'
import type { RoleBinding as RoleBindingShape } from 'kubernetes-types/rbac/v1.js'
import type { StorageClass as StorageClassShape } from 'kubernetes-types/storage/v1.js'
import { clusterKind, kind } from './kind.ts'

// Built-in kinds that hooks use as children. One line a kind; add what you need.
export const ConfigMap = kind<ConfigMapShape>('v1', 'ConfigMap', 'configmaps')
export const PersistentVolumeClaim = kind<PersistentVolumeClaimShape>('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims')
export const Pod = kind<PodShape>('v1', 'Pod', 'pods')
export const Service = kind<ServiceShape>('v1', 'Service', 'services')
export const ServiceAccount = kind<ServiceAccountShape>('v1', 'ServiceAccount', 'serviceaccounts')
export const StatefulSet = kind<StatefulSetShape>('apps/v1', 'StatefulSet', 'statefulsets')
export const HorizontalPodAutoscaler = kind<HorizontalPodAutoscalerShape>('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers')
export const StorageClass = clusterKind<StorageClassShape>('storage.k8s.io/v1', 'StorageClass', 'storageclasses')
export const Namespace = clusterKind<NamespaceShape>('v1', 'Namespace', 'namespaces')
export const LimitRange = kind<LimitRangeShape>('v1', 'LimitRange', 'limitranges')
export const ResourceQuota = kind<ResourceQuotaShape>('v1', 'ResourceQuota', 'resourcequotas')
export const Secret = kind<SecretShape>('v1', 'Secret', 'secrets')
export const Deployment = kind<DeploymentShape>('apps/v1', 'Deployment', 'deployments')
export const Job = kind<JobShape>('batch/v1', 'Job', 'jobs')
export const Ingress = kind<IngressShape>('networking.k8s.io/v1', 'Ingress', 'ingresses')
export const RoleBinding = kind<RoleBindingShape>('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings')
export const NetworkPolicy = kind<NetworkPolicyShape>('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies')
