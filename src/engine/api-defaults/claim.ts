import { objectMeta } from './object-meta.ts'
import { always, amounts, kept, listOf, orElse, struct, text } from './shape.ts'
import type { Fields } from './shape.ts'

const spec = struct({
  accessModes: listOf(kept),
  resources: always(struct({ requests: amounts, limits: amounts })),
  volumeName: text,
  storageClassName: kept,
  volumeMode: orElse(kept, 'Filesystem'),
})

/** PersistentVolumeClaim. The class of one that names none comes from admission. */
export const claim: Fields = { spec: always(spec) }

/**
 * Item of a StatefulSet's claim templates: a whole claim, status included, and every default is written into it
 * (verified.md 1–3). The list is replaced whole, so whoever leaves one of them out writes for ever.
 */
export const claimTemplate = struct({
  apiVersion: orElse(text, 'v1'),
  kind: orElse(text, 'PersistentVolumeClaim'),
  metadata: always(objectMeta),
  spec: always(spec),
  status: always(struct({ phase: orElse(text, 'Pending') })),
})
