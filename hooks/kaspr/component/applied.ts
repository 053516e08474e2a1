import type { ConfigMap } from 'kubernetes-types/core/v1.js'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import { lastApplied } from '../../../src/kit/last-applied.ts'
import { componentHash } from './definition-file.ts'
import type { DefinitionFile } from './definition-file.ts'
import type { ComponentStatus } from './status.ts'

interface Written {
  readonly data: Readonly<Record<string, JsonValue>>
  readonly labels: Readonly<Record<string, JsonValue>>
}

/**
 * What of a definition is in the cluster: read from the observed ConfigMap, restricted to the labels and the file that
 * we set. The app's pods roll to this, so that no pod restarts before its file is there (kaspr-lifecycle.md 9.6).
 */
export const appliedDefinition = (observed: Observed<ConfigMap> | undefined, wanted: DefinitionFile): ComponentStatus['applied'] => {
  if (observed === undefined) return undefined
  const { data, labels: all } = writtenOf(observed)
  const text = data[wanted.file]
  if (typeof text !== 'string') return undefined
  const labels = Object.fromEntries(Object.keys(wanted.labels).flatMap((key) => {
    const value = all[key]
    return typeof value === 'string' ? [[key, value]] : []
  }))
  const same = text === wanted.text && Object.entries(wanted.labels).every(([key, value]) => labels[key] === value)
  if (same) return { hash: wanted.hash, content: wanted.content }
  const { name, namespace } = observed.metadata
  return { hash: componentHash({ name, namespace, labels, data: { [wanted.file]: text } }), content: sha256Hex(text).slice(0, 16) }
}

/** As last applied: a manual edit is undone in the same pass and must not roll the pods there and back. */
const writtenOf = (observed: Observed<ConfigMap>): Written => {
  const last = lastApplied(observed)
  return last === undefined ? { data: observed.data ?? {}, labels: observed.metadata.labels ?? {} }
    : { data: mapIn(last, 'data'), labels: mapIn(mapIn(last, 'metadata'), 'labels') }
}

const mapIn = (object: JsonObject, key: string): JsonObject => {
  const map = object[key]
  return isObject(map) ? map : {}
}
