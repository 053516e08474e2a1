import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { podSpec } from './pod-template.ts'
import { kept, orElse } from './shape.ts'
import type { Fields, Shape } from './shape.ts'

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

/** A limit is also a request, where there is none. */
const withRequests = (container: JsonValue): JsonValue => {
  const resources = objectOf(objectOf(container)['resources'])
  if (resources['limits'] === undefined) return container
  const requests = { ...objectOf(resources['limits']), ...objectOf(resources['requests']) }
  return { ...objectOf(container), resources: { ...resources, requests } }
}

const requested = (spec: JsonObject, list: string): JsonObject => {
  const containers = spec[list]
  return Array.isArray(containers) ? { [list]: containers.map(withRequests) } : {}
}

const spec = podSpec({ enableServiceLinks: orElse(kept, true) })
const withAllRequests: Shape = (value) => {
  const made = spec(value)
  return isObject(made) ? { ...made, ...requested(made, 'containers'), ...requested(made, 'initContainers') } : made
}

/** Pod. Tolerations, priority and account come from admission. */
export const pod: Fields = { spec: withAllRequests }
