import { BadRequest } from '../../engine/api-errors.ts'
import type { ServedKind } from '../../engine/discovery.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { schemaOf } from '../../kit/open-api.ts'
import type { Resource } from '../../kit/resource.ts'
import { Type } from '../../kit/schema.ts'
import type { TObject } from '../../protocol/schema.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { listOf, objectOf, specOf } from '../json-fields.ts'

/** A custom resource as its CRD defines it. */
export interface Defined {
  readonly kind: ServedKind
  readonly resource: Resource
}

const textOf = (value: JsonValue | undefined): string => typeof value === 'string' ? value : ''

/** The resource of a CustomResourceDefinition, in the version that is stored; other versions are not served. Throws BadRequest. */
export const definedBy = (definition: StoredObject): Defined => {
  const { group, names, scope, versions } = specOf(definition)
  const version = listOf(versions).map(objectOf).find(({ storage }) => storage === true)
  if (version === undefined) throw new BadRequest(definition.metadata.name, 'no version is stored')
  const { kind, plural, singular } = objectOf(names)
  const schema = objectOf(objectOf(objectOf(version['schema'])['openAPIV3Schema'])['properties'])
  const named = {
    apiVersion: `${textOf(group)}/${textOf(version['name'])}`, kind: textOf(kind), plural: textOf(plural),
    scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced',
  } as const
  return {
    kind: { ...named, isCustom: true, isCounted: true, hasStatus: objectOf(version['subresources'])['status'] !== undefined },
    resource: {
      ...named, group: textOf(group), version: textOf(version['name']), singular: textOf(singular), shortNames: [], description: '', columns: [],
      spec: fieldSchema(schema['spec']), status: fieldSchema(schema['status']),
    },
  }
}

const fieldSchema = (node: JsonValue | undefined): TObject => trusted<TObject>(node === undefined ? Type.Object({}) : schemaOf(trusted<JsonObject>(node)))
