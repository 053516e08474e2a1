import { isObject } from '../../src/kit/json.ts'
import type { JsonObject } from '../../src/kit/json.ts'
import { clusterKind, groupOf } from '../../src/kit/kind.ts'
import { list } from '../../src/kit/structure.ts'

interface Definition { readonly spec?: JsonObject }

export const CustomResourceDefinition = clusterKind<Definition>('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions')

/** A kind by its plural, as programs name it. */
export interface NamedKind {
  readonly apiVersion: string
  readonly resource: string
}

/** Name of the definition of a kind, if it has one. */
export const definitionName = ({ apiVersion, resource }: NamedKind): string => `${resource}.${groupOf(apiVersion)}`

/** Whether a definition may serve the group: without a dot it is Kubernetes' own. Of its groups with a dot no definition is found. */
export const isCustomGroup = (group: string): boolean => group.includes('.')

/** One version of a definition. */
export interface ServedVersion {
  /** OpenAPI v3 schema of the whole object. */
  readonly schema: JsonObject
  readonly hasStatus: boolean
}

/** The version of a kind that its definition serves; undefined when it serves none of that name. */
export const servedVersion = (definition: Definition | undefined, { apiVersion }: NamedKind): ServedVersion | undefined => {
  const versions = list(definition?.spec?.['versions']).filter(isObject)
  const version = versions.find(({ name, served }) => served === true && name === apiVersion.slice(apiVersion.indexOf('/') + 1))
  if (version === undefined) return undefined
  const { schema, subresources } = version
  const open = isObject(schema) ? schema['openAPIV3Schema'] : undefined
  return { schema: isObject(open) ? open : {}, hasStatus: isObject(subresources) && isObject(subresources['status']) }
}
