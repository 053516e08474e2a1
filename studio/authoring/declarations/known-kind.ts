import { definitionName, servedVersion } from '../../../hooks/program/custom-resource-definition.ts'
import type { NamedKind } from '../../../hooks/program/custom-resource-definition.ts'
import { discoveryOf } from '../../../src/engine/discovery.ts'
import type { Scope } from '../../../src/kit/kind.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Typed } from '../authoring.ts'

/** What is known about a kind that a program names by its plural. */
export interface KnownKind {
  readonly apiVersion: string
  readonly kind: string
  readonly scope: Scope
  /** Schema of its objects; undefined for Kubernetes' own kinds. */
  readonly schema: JsonObject | undefined
  readonly isCustom: boolean
}

const builtIn = discoveryOf([])

/** The kind with this plural, from its CRD or as Kubernetes' own; undefined when nobody knows it. */
export const knownKind = (named: NamedKind, definitions: Typed['definitions']): KnownKind | undefined => {
  const { apiVersion } = named
  const own = builtIn.resource(apiVersion, named.resource)
  if (own !== undefined) return { apiVersion, kind: own.kind, scope: own.scope, schema: undefined, isCustom: false }
  const definition = definitions.get(definitionName(named))
  const spec = definition?.['spec']
  if (!isObject(spec) || !isObject(spec['names']) || typeof spec['names']['kind'] !== 'string') return undefined
  const scope = spec['scope'] === 'Cluster' ? 'Cluster' : 'Namespaced'
  return { apiVersion, kind: spec['names']['kind'], scope, schema: servedVersion({ spec }, named)?.schema, isCustom: true }
}
