import { flag, kept, listOf, mapOf, orElse, quantity, struct, text } from './shape.ts'
import type { Fields, Shape } from './shape.ts'

export const fieldReference = struct({ apiVersion: orElse(text, 'v1'), fieldPath: kept })

const keyToPath = struct({ key: kept, path: kept, mode: kept })
const files: Fields = { items: listOf(keyToPath), defaultMode: orElse(kept, 420), optional: kept }

const sources: Fields = {
  emptyDir: struct({ medium: text, sizeLimit: quantity }),
  secret: struct({ ...files, secretName: text }),
  configMap: struct({ ...files, name: text }),
  downwardAPI: struct({ items: listOf(struct({ fieldRef: fieldReference, mode: kept })), defaultMode: orElse(kept, 420) }),
  projected: struct({ defaultMode: orElse(kept, 420) }),
  hostPath: struct({ type: orElse(kept, '') }),
  persistentVolumeClaim: struct({ claimName: kept, readOnly: flag }),
  csi: struct({ readOnly: kept, fsType: kept, volumeAttributes: mapOf(kept), nodePublishSecretRef: struct({ name: text }) }),
}

const source = struct(sources)

/** A volume; one without a source is an empty directory. */
export const volume: Shape = (value) => {
  const made = source(value)
  if (typeof made !== 'object' || made === null || Object.keys(made).some((key) => key !== 'name')) return made
  return { ...made, emptyDir: {} }
}

export const volumeMount = struct({ name: kept, mountPath: kept, readOnly: flag, subPath: text, subPathExpr: text, mountPropagation: kept, recursiveReadOnly: kept })
