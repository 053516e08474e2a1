import { kept, listOf, mapOf, struct, text } from './shape.ts'

const owner = struct({ controller: kept, blockOwnerDeletion: kept })

/** metav1.ObjectMeta, as far as a client may write it. */
export const objectMeta = struct({
  namespace: text,
  generateName: text,
  labels: mapOf(kept),
  annotations: mapOf(kept),
  finalizers: listOf(kept),
  ownerReferences: listOf(owner),
})
