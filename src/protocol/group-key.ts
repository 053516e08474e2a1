import type { KubernetesObject } from './request.ts'

/** Key of a kind in `children` and `related`: `Kind.version` for the core group, `Kind.group/version` otherwise. */
export const groupKey = (of: { readonly apiVersion: string; readonly kind: string }): string => `${of.kind}.${of.apiVersion}`

/** Key of an object inside its group under hook version v2. */
export const objectKey = (metadata: Pick<KubernetesObject['metadata'], 'name' | 'namespace'>): string =>
  metadata.namespace === undefined || metadata.namespace === '' ? metadata.name : `${metadata.namespace}/${metadata.name}`
