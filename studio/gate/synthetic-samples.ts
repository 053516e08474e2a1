import { list, properties } from '../../src/kit/structure.ts'
import { groupKey } from '../../src/protocol/group-key.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { pluralsOf } from '../replay/update-methods.ts'
import { structuralProblem } from '../runtime/policy/structural-problem.ts'
import type { Candidate } from './gate.ts'
import type { Sample } from './sample.ts'
import { sampleValue } from './sample-value.ts'

/**
 * First requests of two parents that the schema allows: one with as few fields as possible, one with all. For programs that
 * nobody has called yet. None when no schema of the parent is known, or when no such value could be made.
 */
export const syntheticSamples = (candidate: Candidate, { now, seed }: { readonly now: string; readonly seed: number }): readonly Sample[] => {
  const kind = parentKind(candidate)
  const { apiVersion } = candidate.bundle.parent
  const schema = trusted<JsonObject | undefined>(kind === undefined ? undefined : candidate.schemas.get(groupKey({ apiVersion, kind })))
  if (kind === undefined || schema === undefined) return []
  return (['minimal', 'full'] as const).flatMap((size) => {
    const fields = fieldsOf(schema, { isFull: size === 'full', now, seed })
    const metadata = { name: `sample-${size}`, ...(candidate.scope === 'Cluster' ? {} : { namespace: 'default' }), uid: `00000000-0000-4000-8000-00000000000${size.length % 10}` }
    const parent = { apiVersion, kind, metadata: { ...metadata, generation: 1, resourceVersion: '1', creationTimestamp: now }, ...fields }
    return fields === undefined ? [] : [{ id: `made-from-schema-${size}`, call: { hook: 'sync' as const, now, request: requestOf(candidate, parent) } }]
  })
}

const parentKind = ({ bundle: { parent: { apiVersion, resource } }, schemas, parentKind: given }: Candidate): string | undefined =>
  given ?? [...schemas.keys()].filter((key) => key.endsWith(`.${apiVersion}`)).map((key) => key.slice(0, key.indexOf('.'))).find((kind) => pluralsOf(apiVersion, kind).includes(resource))

/** Fields beside the type, the metadata and the status; undefined when the schema takes no value that was made from it. */
const fieldsOf = (schema: JsonObject, how: Parameters<typeof sampleValue>[1]): JsonObject | undefined => {
  const fields = Object.entries(properties(schema)).filter(([key]) => !['apiVersion', 'kind', 'metadata', 'status'].includes(key))
  const made = fields.flatMap(([key, field]) => isObject(field) && (key === 'spec' || how.isFull || list(schema['required']).includes(key)) ? [[key, sampleValue(field, how), field] as const] : [])
  if (made.some(([key, value, field]) => structuralProblem(value, field, key) !== undefined)) return undefined
  return Object.fromEntries(made.map(([key, value]) => [key, value]))
}

const requestOf = (candidate: Candidate, parent: JsonObject): JsonObject => ({
  controller: { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: `studio-${candidate.bundle.program}` } },
  parent,
  children: Object.fromEntries(childGroups(candidate, groupKey(trusted(parent))).map((key) => [key, {}])),
  related: {},
  finalizing: false,
})

const childGroups = ({ children, schemas }: Candidate, parent: string): readonly string[] =>
  children?.map(groupKey) ?? [...schemas.keys()].filter((key) => key !== parent)
