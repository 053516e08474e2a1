import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { always, amounts, kept, listOf, struct } from './shape.ts'
import type { Fields } from './shape.ts'

/** ResourceQuota. */
export const resourceQuota: Fields = { spec: always(struct({ hard: amounts, scopes: listOf(kept) })) }

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const unlessEmpty = (name: string, map: JsonObject): JsonObject => Object.keys(map).length === 0 ? {} : { [name]: map }

/** For containers, the maximum is the default limit, the default limit the default request, and the minimum what is left. */
const containerDefaults = (item: JsonObject): JsonObject => {
  if (item['type'] !== 'Container') return {}
  const limits = { ...objectOf(item['max']), ...objectOf(item['default']) }
  const requests = { ...objectOf(item['min']), ...limits, ...objectOf(item['defaultRequest']) }
  return { ...unlessEmpty('default', limits), ...unlessEmpty('defaultRequest', requests) }
}

const item = struct({ max: amounts, min: amounts, default: amounts, defaultRequest: amounts, maxLimitRequestRatio: amounts })

/** LimitRange. */
export const limitRange: Fields = {
  spec: always(struct({
    limits: listOf((value) => {
      const fields = item(value)
      return isObject(fields) ? { ...fields, ...containerDefaults(fields) } : fields
    }),
  })),
}
