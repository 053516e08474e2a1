import { Forbidden, Invalid, NotFound } from '../../engine/api-errors.ts'
import { described } from '../../engine/metadata.ts'
import type { ObjectReference, StoredObject } from '../../engine/object-store.ts'
import type { Discovery } from '../../engine/discovery.ts'
import { problemsText } from '../../kit/problem.ts'
import type { Problem } from '../../kit/problem.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { Seed } from '../seed.ts'
import type { KindRules } from './kind-rules.ts'
import type { KindName, ObjectTable } from './object-table.ts'

/** What every operation of the API server works with. */
export interface ServerParts {
  readonly table: ObjectTable
  readonly seed: Seed
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A resourceVersion that nobody had before. */
  readonly nextVersion: () => string
  /** Throws NotFound for a kind that is not served. */
  readonly rulesOf: (kind: KindName) => KindRules
  /** What is served at this moment. */
  readonly kinds: Discovery
}

/** An object that somebody wants to write. */
export interface Write {
  readonly kind: KindName
  readonly object: JsonObject
  readonly by: string
}

/** The stored object. Throws NotFound. */
export const stored = ({ table, rulesOf }: ServerParts, reference: ObjectReference): StoredObject => {
  const { kind } = rulesOf(reference.kind)
  const { name } = reference
  const namespace = kind.scope === 'Cluster' ? undefined : reference.namespace
  const found = table.find(kind, name, namespace)
  if (found === undefined) throw new NotFound(described({ kind: kind.kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } }))
  return found
}

/** Throws Invalid when there are problems. */
export const refuseProblems = (object: StoredObject, problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new Invalid(described(object), problemsText(problems))
}

export const forbidden = (object: StoredObject, why: string): Error => new Forbidden(described(object), why)
