import type { JsonObject } from '../protocol/json.ts'
import { invalidAt } from './schema-place.ts'
import type { SchemaPlace } from './schema-place.ts'

/** Keywords that every node of a structural schema may have, in the order in which they are written. */
export const annotations = ['title', 'description', 'default', 'example', 'externalDocs', 'nullable', 'x-kubernetes-validations'] as const

/** Keywords of ours and of TypeBox that say nothing to the API server. */
const stripped = ['$id', 'problem', 'crd'] as const

/** The named keywords that a node has, in that order. */
export const pick = (node: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => node[name] === undefined ? [] : [[name, node[name]]]))

/** Throws DefinitionInvalid for a keyword that nobody has taken care of: nothing is dropped in silence. */
export const refuseOthers = (node: JsonObject, known: readonly string[], place: SchemaPlace): void => {
  const spoken: ReadonlySet<string> = new Set([...stripped, ...annotations, ...known])
  const other = Object.keys(node).find((name) => node[name] !== undefined && !spoken.has(name))
  if (other !== undefined) throw invalidAt(place, `the keyword ${other} cannot be said in a CRD here; give the node a crd keyword`)
}
