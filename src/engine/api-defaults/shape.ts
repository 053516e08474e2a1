import { canonicalQuantity, formatQuantity, parseQuantity } from '../../kit/quantity.ts'
import { isObject, isRawNumber } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'

/**
 * How a field is stored and given back: a function from what was sent to what is read. `undefined` stands for an absent
 * field, on both sides. Shapes follow the Go types of Kubernetes 1.36: a pointer keeps its zero value, a plain field with
 * `omitempty` loses it.
 */
export type Shape = (given: JsonValue | undefined) => JsonValue | undefined

const given = (value: JsonValue | undefined): JsonValue | undefined => value ?? undefined

/** A pointer, or a field that is always written. */
export const kept: Shape = given
/** A plain text: empty is absent. */
export const text: Shape = (value) => value === '' ? undefined : given(value)
/** A plain boolean: false is absent. */
export const flag: Shape = (value) => value === false ? undefined : given(value)
/** A plain number: 0 is absent. */
export const number: Shape = (value) => value === 0 ? undefined : given(value)

/** A list: empty is absent. */
export const listOf = (item: Shape): Shape => (value) =>
  Array.isArray(value) && value.length > 0 ? value.map((one) => item(one) ?? null) : undefined

/** A map with keys of anybody's choice: empty is absent, its values are data. */
export const mapOf = (item: Shape): Shape => (value) => {
  if (!isObject(value) || isRawNumber(value)) return undefined
  const entries = Object.entries(value)
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, one]) => [key, item(one) ?? '']))
}

export type Fields = Readonly<Record<string, Shape>>

/**
 * A pointer to a struct: absent stays absent, empty stays empty. Fields that are not listed are kept, without nulls,
 * empty texts and empty lists; most fields of most kinds are of that sort.
 */
export const struct = (fields: Fields): Shape => {
  const shapes = new Map(Object.entries(fields))
  const defaulted = [...shapes].filter(([, shape]) => shape(undefined) !== undefined)
  return (value) => {
    if (!isObject(value)) return undefined
    const sent = Object.entries(value).map(([key, one]) => [key, (shapes.get(key) ?? free)(one)] as const)
    const added = defaulted.filter(([key]) => !Object.hasOwn(value, key)).map(([key, shape]) => [key, shape(undefined)] as const)
    return Object.fromEntries([...sent, ...added].flatMap(([key, one]) => one === undefined ? [] : [[key, one]]))
  }
}

/** A struct that is no pointer: it is always there. */
export const always = (shape: Shape): Shape => (value) => shape(given(value) ?? {})

/** A field that gets a value where it has none. */
export const orElse = (shape: Shape, fallback: JsonValue): Shape => (value) => shape(value) ?? shape(fallback)

/** A struct whose missing fields follow from the others. */
export const completed = (shape: Shape, missing: (fields: JsonObject) => JsonObject): Shape => (value) => {
  const fields = shape(value)
  return isObject(fields) ? { ...missing(fields), ...fields } : fields
}

/** A field that nobody described. */
const free: Shape = (value) => {
  if (value === '' || value === null || (Array.isArray(value) && value.length === 0)) return undefined
  if (Array.isArray(value)) return value.map((one) => free(one) ?? one)
  return isObject(value) && !isRawNumber(value) ? freeStruct(value) : value
}
const freeStruct = struct({})

const quantityText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : undefined

/** A quantity in its canonical form; what is none stays as it is, because validation comes later. */
export const quantity: Shape = (value) => quantityText(value) ?? given(value)

/** Amounts of resources have no finer grain than a thousandth: the API server rounds them up. */
const amount: Shape = (value) => {
  const written = quantityText(value)
  const parsed = written === undefined ? undefined : parseQuantity(written)
  if (written === undefined || parsed === undefined) return given(value)
  const rest = parsed.nano % thousandth
  return rest === 0n ? written : formatQuantity({ ...parsed, nano: parsed.nano - rest + (parsed.nano > 0n ? thousandth : -thousandth) })
}
const thousandth = 1_000_000n

/** Amounts by name of the resource. */
export const amounts = mapOf(amount)
