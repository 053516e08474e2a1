import type { ConfigMap } from 'kubernetes-types/core/v1.js'
import { sha256Hex } from '../../../src/kit/hash.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import { componentHash } from './definition-file.ts'
import type { DefinitionFile } from './definition-file.ts'
import type { ComponentStatus } from './status.ts'

/**
 * What of a definition is in the cluster: read from the observed ConfigMap, restricted to the labels and the file that
 * we set. The app's pods roll to this, so that no pod restarts before its file is there (kaspr-lifecycle.md 9.6).
 */
export const appliedDefinition = (observed: Observed<ConfigMap> | undefined, wanted: DefinitionFile): ComponentStatus['applied'] => {
  const text = observed?.data?.[wanted.file]
  if (observed === undefined || text === undefined) return undefined
  const labels = Object.fromEntries(Object.keys(wanted.labels).flatMap((key) => {
    const value = observed.metadata.labels?.[key]
    return value === undefined ? [] : [[key, value]]
  }))
  const same = text === wanted.text && Object.entries(wanted.labels).every(([key, value]) => labels[key] === value)
  if (same) return { hash: wanted.hash, content: wanted.content }
  const { name, namespace } = observed.metadata
  return { hash: componentHash({ name, namespace, labels, data: { [wanted.file]: text } }), content: sha256Hex(text).slice(0, 16) }
}
