import type { ServedKind } from '../../engine/discovery.ts'
import { ownersOf } from '../../engine/owner-reference.ts'
import type { OwnerReference } from '../../engine/owner-reference.ts'
import { annotationKeyProblem, dnsLabelProblem, dnsSubdomainProblem, labelKeyProblem, labelValueProblem } from '../../kit/names.ts'
import { problem } from '../../kit/problem.ts'
import type { Problem } from '../../kit/problem.ts'
import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { listOf, objectOf } from '../json-fields.ts'

/** Kinds whose names are labels of DNS names. */
const labelNamed: ReadonlySet<string> = new Set(['v1 Namespace', 'v1 Service', 'apps/v1 StatefulSet'])
/** Names of rights may hold any character of a path's part. */
const freelyNamed = /^rbac\.authorization\.k8s\.io\//

/** What is wrong with the metadata of an object, whatever its kind. */
export const metadataProblems = (kind: ServedKind, object: JsonObject): readonly Problem[] => {
  const metadata = objectOf(object['metadata'])
  return [
    ...nameProblems(kind, metadata['name']),
    ...mapProblems(metadata, 'labels', labelProblem),
    ...mapProblems(metadata, 'annotations', annotationProblem),
    ...listOf(metadata['finalizers']).flatMap((name, index) => said(`metadata.finalizers[${index}]`, labelKeyProblem(String(name)))),
    ...ownerProblems(ownersOf(trusted<StoredObject>(object))),
  ]
}

const said = (path: string, message: string | undefined): readonly Problem[] => message === undefined ? [] : [problem(path, message)]

const nameProblems = ({ apiVersion, kind }: ServedKind, name: JsonValue | undefined): readonly Problem[] => {
  if (typeof name !== 'string' || name === '') return [problem('metadata.name', 'is required')]
  if (freelyNamed.test(apiVersion)) return said('metadata.name', /^\.{1,2}$|[/%]/.test(name) ? 'may not hold / or %' : undefined)
  return said('metadata.name', labelNamed.has(`${apiVersion} ${kind}`) ? dnsLabelProblem(name) : dnsSubdomainProblem(name))
}

type EntryCheck = (key: string, value: JsonValue) => string | undefined

const labelProblem: EntryCheck = (key, value) =>
  labelKeyProblem(key) ?? (typeof value === 'string' ? labelValueProblem(value) : 'must be a text')

const annotationProblem: EntryCheck = (key, value) => annotationKeyProblem(key) ?? (typeof value === 'string' ? undefined : 'must be a text')

const mapProblems = (metadata: JsonObject, field: string, check: EntryCheck): readonly Problem[] => {
  const map = metadata[field] ?? {}
  if (!isObject(map)) return [problem(`metadata.${field}`, 'must be a map')]
  return [
    ...Object.entries(map).flatMap(([key, value]) => said(`metadata.${field}[${key}]`, check(key, value))),
    ...said('metadata.annotations', field === 'annotations' && sizeOf(map) > annotationBytes ? 'must be at most 262144 bytes' : undefined),
  ]
}

const annotationBytes = 256 * 1024
const sizeOf = (map: JsonObject): number =>
  Object.entries(map).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)), 0)

const ownerProblems = (owners: readonly OwnerReference[]): readonly Problem[] => [
  ...owners.flatMap((owner, index) => (['apiVersion', 'kind', 'name', 'uid'] as const)
    .flatMap((field) => said(`metadata.ownerReferences[${index}].${field}`, owner[field] === '' || owner[field] === undefined ? 'must not be empty' : undefined))),
  ...said('metadata.ownerReferences', owners.filter(({ controller }) => controller === true).length > 1 ? 'only one reference can have controller set to true' : undefined),
]
