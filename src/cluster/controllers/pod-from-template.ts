import { metadataOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { referenceTo } from '../../engine/owner-reference.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { objectOf, present } from '../json-fields.ts'

export interface PodDetails {
  /** Absent: a name is generated from the owner's. */
  readonly name?: string
  readonly labels?: JsonObject
  readonly finalizers?: readonly string[]
  readonly spec?: JsonObject
}

/** A pod of a workload, made of a pod template. */
export const podFrom = (template: JsonObject, owner: StoredObject, { name, labels = {}, finalizers, spec = {} }: PodDetails): JsonObject => {
  const metadata = metadataOf(template)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: present({
      name,
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? '',
      labels: { ...objectOf(metadata['labels']), ...labels },
      annotations: metadata['annotations'],
      finalizers: finalizers ?? metadata['finalizers'],
      ownerReferences: [trusted<JsonObject>(referenceTo(owner))],
    }),
    spec: { ...objectOf(template['spec']), ...spec },
  }
}
