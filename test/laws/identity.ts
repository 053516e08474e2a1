import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'

/** What makes two objects the same one for Metacontroller. */
export const identityOf = (object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>): string => `${groupKey(object)} ${objectKey(object.metadata)}`
