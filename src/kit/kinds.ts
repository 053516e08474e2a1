import type { StatefulSet as StatefulSetShape } from 'kubernetes-types/apps/v1.js'
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerShape } from 'kubernetes-types/autoscaling/v2.js'
import type {
  ConfigMap as ConfigMapShape,
  PersistentVolumeClaim as PersistentVolumeClaimShape,
  Pod as PodShape,
  Service as ServiceShape,
  ServiceAccount as ServiceAccountShape,
} from 'kubernetes-types/core/v1.js'
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
