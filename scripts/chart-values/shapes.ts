import type { JsonObject } from '../../src/protocol/json.ts'
import { ShapeUnknown } from './errors.ts'

// Forms that several values have: the API server would refuse everything else, long after the chart was rendered.

const key = '([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'

/** A map whose keys have a pattern; helm says where a wrong key is, which it does not of `propertyNames`. */
const named = (pattern: string, value: JsonObject): JsonObject => ({ patternProperties: { [pattern]: value }, additionalProperties: false })

const amounts: JsonObject = {
  type: 'object',
  ...named('^(cpu|memory|ephemeral-storage|hugepages-[0-9]+[KMG]i|[a-z0-9.-]+/[A-Za-z0-9._-]+)$', { type: ['string', 'number'], pattern: '^[0-9]+([.][0-9]+)?(m|k|M|G|Ki|Mi|Gi)?$', minimum: 0 }),
}

/** What looks at a value says at which key, `Exists` looks at none, and only what is evicted is evicted later. */
const toleration: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    key: { type: 'string', pattern: `^${key}$` },
    operator: { enum: ['Exists', 'Equal'] },
    value: { type: 'string', pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$' },
    effect: { enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
    tolerationSeconds: { type: 'integer', minimum: 0, maximum: 2147483647 },
  },
  anyOf: [
    { required: ['key'], properties: { operator: { const: 'Equal' } } },
    { required: ['operator'], properties: { operator: { const: 'Exists' }, value: { const: '' } } },
  ],
  dependencies: { tolerationSeconds: { required: ['effect'], properties: { effect: { const: 'NoExecute' } } } },
}

const shapes: Readonly<Record<string, JsonObject>> = {
  /** Name of a namespaced object; or none. */
  'name': { maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
  'optional name': { maxLength: 253, pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$' },
  'namespace': { maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
  'optional namespace': { maxLength: 63, pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$' },
  /** Beginning of names of Services; the longest suffix is `-steward-operations`. */
  'beginning of names': { maxLength: 44, pattern: '^([a-z]([-a-z0-9]*[a-z0-9])?)?$' },
  'optional host': { maxLength: 253, pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$' },
  'labels': named(`^${key}$`, { type: 'string', pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$' }),
  'annotations': named(`^${key}$`, { type: 'string' }),
  'labels of alerts': named('^[a-zA-Z_][a-zA-Z0-9_]*$', { type: 'string' }),
  'variables': named('^[A-Za-z_][A-Za-z0-9_]*$', { type: 'string' }),
  'references': { uniqueItems: true, items: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' } }, additionalProperties: false } },
  'tolerations': { items: toleration },
  'resources': { properties: { requests: amounts, limits: amounts }, additionalProperties: false },
}

/** JSON Schema of a shape by its name. Throws ShapeUnknown. */
export const shapeNamed = (name: string): JsonObject => {
  const shape = shapes[name]
  if (shape === undefined) throw new ShapeUnknown(name, Object.keys(shapes).join(', '))
  return shape
}
