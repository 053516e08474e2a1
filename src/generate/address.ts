import type { JsonObject } from '../protocol/json.ts'
import { partOf } from './crd.ts'

/** Where Metacontroller finds the service; in manifests it stands in one ConfigMap. */
export const address = { name: 'kaspr-hooks', namespace: 'kaspr-hooks', port: 8080, protocol: 'http' } as const

export const addressFields = ['name', 'namespace', 'port', 'protocol'] as const

export const addressName = 'kaspr-hooks-address'

/** Read by kustomize and never applied. Values of a ConfigMap are texts; kustomize keeps the type of the field it fills. */
export const addressConfigMap = (): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: addressName, labels: partOf, annotations: { 'config.kubernetes.io/local-config': 'true' } },
  data: { ...address, port: String(address.port) },
})
