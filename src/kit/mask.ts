import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { parsedJson } from './json.ts'
import { lastAppliedAnnotation } from './last-applied.ts'

/** What stands in place of a secret value. */
export const masked = '***'

const copies = [lastAppliedAnnotation, 'kubectl.kubernetes.io/last-applied-configuration']

const isSecret = (value: JsonValue | undefined): value is JsonObject => isObject(value) && value['apiVersion'] === 'v1' && value['kind'] === 'Secret'

/** A Secret without its values: those of `data` and `stringData`, and the annotations that repeat them. Others stay as they are. */
export const maskSecrets = <Shape extends JsonObject>(object: Shape): Shape =>
  isSecret(object) ? { ...object, ...maskedFields(object) } : object

const maskedFields = ({ metadata, data, stringData }: JsonObject): JsonObject => ({
  ...(isObject(metadata) && isObject(metadata['annotations']) ? { metadata: { ...metadata, annotations: withoutCopies(metadata['annotations']) } } : {}),
  ...(data === undefined ? {} : { data: withoutValues(data) }),
  ...(stringData === undefined ? {} : { stringData: withoutValues(stringData) }),
})

const withoutCopies = (annotations: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, copies.includes(key) ? maskedCopy(value) : value]))

/** A copy of a Secret stays one: a hook that is called again freezes what was last applied. */
const maskedCopy = (text: JsonValue): string => {
  const copy = typeof text === 'string' ? parsedJson(text) : undefined
  return isSecret(copy) ? JSON.stringify(maskSecrets(copy)) : masked
}

const withoutValues = (values: JsonValue): JsonValue =>
  isObject(values) ? Object.fromEntries(Object.keys(values).map((key) => [key, masked])) : masked

/** A whole document in which every Secret, however deep it stands, is without its values. */
export const maskedDocument = <Value extends JsonValue | undefined>(document: Value): Value => trusted<Value>(maskedValue(document))

const maskedValue = (value: JsonValue | undefined): JsonValue | undefined => {
  if (Array.isArray(value)) return value.map((item: JsonValue) => maskedValue(item) ?? null)
  if (!isObject(value) || isRawNumber(value)) return value
  return Object.fromEntries(Object.entries(maskSecrets(value)).map(([key, item]) => [key, maskedValue(item) ?? null]))
}
