import { AlreadyExists, BadRequest } from '../../engine/api-errors.ts'
import { described } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { listOf, objectOf, present } from '../json-fields.ts'
import { timestamp } from '../../kit/timestamp.ts'
import { admitted, checkAdmission } from './admission.ts'
import type { KindRules } from './kind-rules.ts'
import { metadataProblems } from './metadata-problems.ts'
import { refuseProblems } from './parts.ts'
import type { ServerParts, Write } from './parts.ts'
import { initialStatus, prepared } from './preparation.ts'

/**
 * POST: the object as it is stored. In the API server's order: names, admission that changes (403), defaults, validation
 * (422), admission that checks (403), and only then whether the name is free (409).
 */
export const create = (parts: ServerParts, { kind, object, by }: Write): StoredObject => {
  const rules = parts.rulesOf(kind)
  const uid = parts.seed.uuid()
  const named = withNames(rules, object, parts.seed.suffix)
  const ready = prepared(admitted(parts, named), { uid, address: () => addressOf(parts) })
  const made = newObject(parts, { rules, object: ready, uid, by })
  refuseProblems(made, [...metadataProblems(rules.kind, made), ...rules.problems(made)])
  checkAdmission(parts, made)
  if (parts.table.find(kind, made.metadata.name, made.metadata.namespace) !== undefined) throw new AlreadyExists(described(made))
  parts.table.put(made, by)
  return made
}

/** The object under its kind, with a name, and in a namespace where that is needed. */
const withNames = ({ kind }: KindRules, object: JsonObject, suffix: () => string): JsonObject => {
  const { name, generateName, namespace, ...metadata } = objectOf(object['metadata'])
  const given = filled(name) ?? (filled(generateName) === undefined ? '' : `${String(generateName)}${suffix()}`)
  const place = kind.scope === 'Cluster' ? undefined : filled(namespace)
  const words = described({ kind: kind.kind, metadata: { name: given } })
  if (object['kind'] !== kind.kind || object['apiVersion'] !== kind.apiVersion) throw new BadRequest(words, `it is sent as ${kind.apiVersion} ${kind.kind}`)
  if (kind.scope === 'Namespaced' && place === undefined) throw new BadRequest(words, 'it needs a namespace')
  return { ...object, metadata: present({ name: given, generateName, namespace: place, ...metadata }) }
}

/** A text that says something. */
const filled = (value: JsonValue | undefined): string | undefined => typeof value === 'string' && value !== '' ? value : undefined

interface Made {
  readonly rules: KindRules
  readonly object: JsonObject
  readonly uid: string
  readonly by: string
}

const newObject = (parts: ServerParts, { rules, object, uid, by }: Made): StoredObject => {
  const shape = rules.shaped(object)
  const metadata = objectOf(shape['metadata'])
  const finalizers = [...new Set([...listOf(metadata['finalizers']), ...rules.finalizers])]
  const now = timestamp(parts.now())
  const status = initialStatus(shape, rules.status)
  return trusted<StoredObject>(present({
    ...shape,
    metadata: present({
      ...metadata,
      finalizers: finalizers.length === 0 ? undefined : finalizers,
      uid,
      resourceVersion: parts.nextVersion(),
      generation: rules.kind.isCounted ? 1 : undefined,
      creationTimestamp: now,
      managedFields: managers(rules, by, now),
    }),
    status,
  }))
}

/** Who wrote last. Which fields somebody wrote is not kept. */
export const managers = ({ kind: { apiVersion } }: KindRules, manager: string, time: string): readonly JsonObject[] =>
  [{ manager, operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: {} }]

/** Addresses are given out one after the other, as versions are. */
const addressOf = ({ nextVersion }: ServerParts): string => {
  const number = Number(nextVersion())
  return `10.${96 + ((number >> 16) & 15)}.${(number >> 8) & 255}.${number & 255}`
}
