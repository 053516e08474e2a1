import type { JsonObject } from '../../src/kit/json.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { canonicalJson } from './canonical-json.ts'
import { definitionName, servedVersion } from './custom-resource-definition.ts'
import type { NamedKind } from './custom-resource-definition.ts'

interface Kinds {
  readonly parent: NamedKind
  readonly children?: readonly NamedKind[]
  readonly related?: readonly NamedKind[]
}

type Definitions = ReadonlyMap<string, { readonly spec?: JsonObject }>

/**
 * Digest of everything that the types of a program are made from: SHA-256 over the schemas of the parent and of custom
 * children, and the lists of its kinds. Undefined while the parent's definition (by `<plural>.<group>`) is not known.
 */
export const typesDigestOf = ({ parent, children = [], related = [] }: Kinds, definitions: Definitions): string | undefined => {
  const schemaOf = (kind: NamedKind): JsonObject | undefined => servedVersion(definitions.get(definitionName(kind)), kind)?.schema
  if (schemaOf(parent) === undefined) return undefined
  const described = (kind: NamedKind): object => ({ ...named(kind), schema: schemaOf(kind) })
  return sha256Hex(canonicalJson({ parent: described(parent), children: children.map(described), related: related.map(named) }))
}

const named = ({ apiVersion, resource }: NamedKind): NamedKind => ({ apiVersion, resource })
