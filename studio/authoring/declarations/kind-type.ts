import { properties } from '../../../src/kit/structure.ts'
import { groupKey } from '../../../src/protocol/group-key.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import type { KnownKind } from './known-kind.ts'
import { schemaType } from './schema-type.ts'
import type { TypeForm } from './schema-type.ts'
import { docComment, propertyName, quoted } from './typescript-text.ts'

const indent = '  '
const own: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** Type of an observed object of a kind. */
export const observedType = (kind: KnownKind): string =>
  `Observed<${quoted(kind.apiVersion)}, ${quoted(kind.kind)}, ${kind.scope === 'Cluster' ? 'ClusterMeta' : 'NamespacedMeta'}> & ${bodyType(kind, 'read')}`

/** Type of a child as a program may ask for it. */
export const childType = (kind: KnownKind): string => `Desired<${quoted(kind.apiVersion)}, ${quoted(kind.kind)}> & ${bodyType(kind, 'written')}`

const bodyType = (kind: KnownKind, use: TypeForm['use']): string => {
  if (!kind.isCustom) return `${use === 'read' ? 'ReadBody' : 'WrittenBody'}<import(${quoted(moduleOf(kind))}).${kind.kind}>`
  return kind.schema === undefined ? 'Open' : fieldsType(kind.schema, use)
}

/** Package kubernetes-types: `apps/v1` is a file of it, and so is `rbac.authorization.k8s.io/v1` as `rbac/v1`. */
const moduleOf = ({ apiVersion }: KnownKind): string => {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion]
  return `kubernetes-types/${group.split('.')[0] ?? ''}/${version ?? ''}`
}

/** Everything of a custom resource but its identity; status is not for writing. */
const fieldsType = (schema: JsonObject, use: TypeForm['use']): string => {
  const fields = Object.fromEntries(Object.entries(properties(schema)).filter(([name]) => !own.has(name) && (use === 'read' || name !== 'status')))
  // A new object has no status yet, whatever its schema requires.
  const required = Array.isArray(schema['required']) ? schema['required'].filter((name: JsonValue) => name !== 'status') : []
  return schemaType({ ...schema, type: 'object', nullable: false, properties: fields, required }, { use, indent })
}

/** Type of a single field of the parent, such as its status as an answer gives it. */
export const partType = (kind: KnownKind | undefined, part: 'spec' | 'status', use: TypeForm['use']): string => {
  const schema = kind?.schema === undefined ? undefined : properties(kind.schema)[part]
  return schema === undefined ? 'Open' : schemaType(schema, { use, indent })
}

/** Group of the observed objects of a kind, by its key in `children` and `related`. */
export const groupField = (kind: KnownKind, mark: '' | '?'): string =>
  `${docComment(kind.schema?.['description'], '    ')}    readonly ${propertyName(groupKey(kind))}${mark}: ${kind.scope === 'Cluster' ? 'ClusterGroup' : 'NamespacedGroup'}<${observedType(kind)}>\n`
