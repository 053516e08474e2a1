import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

/** `${spec.x.y}`, `${metadata.name}`, `${metadata.labels.example.com/x}`. */
const field = /\$\{([^}]*)\}/g

/** A text with fields of the parent in place of their names; undefined when one of them is missing, empty or no plain value. */
export const filledText = (template: string, parent: JsonObject): string | undefined => {
  const values = [...template.matchAll(field)].map(([, path = '']) => fieldText(path.trim(), parent))
  if (values.includes(undefined)) return undefined
  const rest = [...values]
  return template.replaceAll(field, () => rest.shift() ?? '')
}

const fieldText = (path: string, parent: JsonObject): string | undefined => {
  const value = path.startsWith(labels) ? labelOf(path.slice(labels.length), parent) : valueAt(path, parent)
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isPlain && value !== '' ? String(value) : undefined
}

const labels = 'metadata.labels.'
/** Metadata that only says who the parent is, not what became of it: answers of customize are cached by generation. */
const steady = ['metadata.name', 'metadata.namespace', 'metadata.uid']

const labelOf = (key: string, { metadata }: JsonObject): JsonValue | undefined => isObject(metadata) ? own(metadata['labels'], key) : undefined

const valueAt = (path: string, parent: JsonObject): JsonValue | undefined => {
  if (!path.startsWith('spec.') && !steady.includes(path)) return undefined
  let value: JsonValue | undefined = parent
  for (const key of path.split('.')) value = own(value, key)
  return value
}

const own = (value: JsonValue | undefined, key: string): JsonValue | undefined => isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
