import { hmacBase64Url } from '../../src/kit/hmac.ts'
import { parsedJson } from '../../src/kit/json.ts'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { isObject, isRawNumber } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { KnownSecrets } from './known-secrets.ts'

/** Takes secrets out of the documents and texts of one call. What was equal stays equal. */
export interface Redaction {
  /** Without values of Secrets and of secret variables, wherever they were copied to, and without managed fields. */
  readonly document: (document: JsonObject) => JsonObject
  readonly text: (text: string) => string
}

/** Names of environment variables whose values nobody should see. */
const secretName = /PASSW|PASSPHRASE|PWD|TOKEN|SECRET|KEY|CREDENTIAL|PRIVATE|AUTH|DSN|CONNECTION_?STRING/i

const copies = [lastAppliedAnnotation, 'kubectl.kubernetes.io/last-applied-configuration']

/**
 * Redaction for the documents of one call: their secret values are looked up first and then taken out of all of them.
 * They are replaced by a keyed hash, so that equal values stay equal and nobody can try values out without the key.
 */
export const redactionOf = (key: string, documents: readonly JsonObject[]): Redaction => {
  const stand = (value: string): string => `redacted-${hmacBase64Url(key, value).slice(0, 22)}`
  const known = new KnownSecrets()
  const plain = (value: string): string => {
    if (value === '') return value
    known.learn(value, stand(value))
    return stand(value)
  }
  const secrets: Secrets = {
    plain,
    // A program that decodes it still can.
    encoded: (value) => {
      const text = decoded(value)
      return text === undefined ? plain(value) : Buffer.from(plain(text)).toString('base64')
    },
  }
  // The first walk is for what it learns: a value may be copied to a place before the one that tells that it is secret.
  for (const document of documents) redactedObject(document, secrets)
  return { document: (document) => maskedObject(redactedObject(document, secrets), known), text: (text) => known.inLog(text) }
}

interface Secrets {
  readonly plain: (value: string) => string
  /** Base64. */
  readonly encoded: (value: string) => string
}

/** The text behind base64; undefined for what is no base64 of a text. */
const decoded = (value: string): string | undefined => {
  const bytes = Buffer.from(value, 'base64')
  const plain = bytes.toString('utf8')
  return value !== '' && bytes.toString('base64') === value && Buffer.from(plain, 'utf8').equals(bytes) ? plain : undefined
}

const isSecret = ({ apiVersion, kind }: JsonObject): boolean => apiVersion === 'v1' && kind === 'Secret'

const redactedValue = (value: JsonValue, secrets: Secrets): JsonValue => {
  if (Array.isArray(value)) return value.map((item: JsonValue) => redactedValue(item, secrets))
  return isObject(value) && !isRawNumber(value) ? redactedObject(value, secrets) : value
}

const redactedObject = (object: JsonObject, secrets: Secrets): JsonObject => {
  const hidden = isSecret(object)
  return fieldsOf(object, (key, field) => {
    if (hidden && key === 'data') return hiddenValues(field, secrets.encoded)
    if (hidden && key === 'stringData') return hiddenValues(field, secrets.plain)
    if (key === 'metadata' && isObject(field)) return redactedMetadata(field, secrets, hidden)
    return key === 'env' && Array.isArray(field) ? field.map((item: JsonValue) => redactedVariable(item, secrets)) : redactedValue(field, secrets)
  })
}

const fieldsOf = (object: JsonObject, become: (key: string, field: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, field]) => [key, become(key, field)]))

const hiddenValues = (values: JsonValue, hide: (value: string) => string): JsonValue =>
  isObject(values) ? fieldsOf(values, (_key, value) => hide(typeof value === 'string' ? value : JSON.stringify(value))) : null

const redactedMetadata = (metadata: JsonObject, secrets: Secrets, hidden: boolean): JsonObject => {
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'managedFields'))
  const { annotations } = kept
  if (!isObject(annotations)) return kept
  return { ...kept, annotations: fieldsOf(annotations, (key, text) => copies.includes(key) && typeof text === 'string' ? redactedCopy(text, secrets, hidden) : text) }
}

/** A copy of an object in an annotation stays one: programs read it. */
const redactedCopy = (text: string, secrets: Secrets, hidden: boolean): string => {
  const copy = parsedJson(text)
  if (!isObject(copy) || (hidden && !isSecret(copy))) return hidden ? secrets.plain(text) : text
  return JSON.stringify(redactedObject(copy, secrets))
}

const redactedVariable = (item: JsonValue, secrets: Secrets): JsonValue => {
  if (!isObject(item)) return item
  const { name, value } = item
  return typeof name === 'string' && typeof value === 'string' && secretName.test(name) ? { ...item, value: secrets.plain(value) } : redactedValue(item, secrets)
}

/** Fields that say which object it is: a replay needs them. */
const identities = ['apiVersion', 'kind', 'name', 'namespace', 'uid']

/** Every text inside, at any depth, wherever a secret value may have been copied to. */
const maskedObject = (object: JsonObject, known: KnownSecrets): JsonObject =>
  fieldsOf(object, (key, field) => identities.includes(key) && typeof field === 'string' ? field : maskedValue(field, known))

const maskedValue = (value: JsonValue, known: KnownSecrets): JsonValue => {
  if (typeof value === 'string') return known.inDocument(value)
  if (Array.isArray(value)) return value.map((item: JsonValue) => maskedValue(item, known))
  return isObject(value) && !isRawNumber(value) ? maskedObject(value, known) : value
}
