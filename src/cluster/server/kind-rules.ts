import { modelOf } from '../../engine/api-defaults/kind-model.ts'
import { objectMeta } from '../../engine/api-defaults/object-meta.ts'
import { shaped } from '../../engine/api-defaults/stored-object.ts'
import type { ServedKind } from '../../engine/discovery.ts'
import { checkOf } from '../../kit/check.ts'
import { withDefaults } from '../../kit/defaults.ts'
import type { Problem } from '../../kit/problem.ts'
import type { Resource } from '../../kit/resource.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import type { TSchema } from '../../protocol/schema.ts'
import { trusted } from '../../protocol/trusted.ts'
import { objectOf, present, without } from '../json-fields.ts'
import { builtInProblems } from './built-in-problems.ts'
import { formatProblems } from './format-problems.ts'
import { pruned } from './pruned.ts'

/** What the API server does with objects of one kind. */
export interface KindRules {
  readonly kind: ServedKind
  /** Status of a new object. */
  readonly status: JsonObject | undefined
  /** Finalizers that a new object gets. */
  readonly finalizers: readonly string[]
  /** The form in which an object is stored; without status. */
  readonly shaped: (object: JsonObject) => JsonObject
  readonly shapedStatus: (status: JsonValue) => JsonValue
  /** Why an object cannot be stored. */
  readonly problems: (object: JsonObject) => readonly Problem[]
  readonly statusProblems: (status: JsonValue) => readonly Problem[]
}

const none = (): readonly Problem[] => []

/** Rules of a kind of Kubernetes itself, by the model of the engine. */
export const builtInRules = (kind: ServedKind): KindRules => {
  const { finalizers = [], status } = modelOf({ apiVersion: kind.apiVersion, kind: kind.kind })
  return {
    kind,
    status: kind.hasStatus ? status : undefined,
    finalizers,
    shaped,
    shapedStatus: (given) => given,
    problems: builtInProblems(kind),
    statusProblems: none,
  }
}

/** Schemas are compiled once, however many clusters there are. */
const known = new WeakMap<Resource, KindRules>()

/** Rules of a custom resource: pruned, completed and checked by the schemas of its definition. */
export const customRules = (kind: ServedKind, resource: Resource): KindRules => {
  const rules = known.get(resource) ?? rulesOf(kind, resource)
  known.set(resource, rules)
  return rules
}

const rulesOf = (kind: ServedKind, { spec, status }: Resource): KindRules => {
  const [specCheck, statusCheck] = [checkOf(spec), checkOf(status)]
  const formatsOf = formatProblems(spec)
  const isSpecNeeded = trusted<{ required?: readonly string[] }>(spec).required !== undefined
  return {
    kind,
    status: undefined,
    finalizers: [],
    shaped: (object) => customShape(spec, object),
    shapedStatus: (given) => withDefaults(status, pruned(status, given)),
    problems: (object) => {
      if (object['spec'] === undefined) return isSpecNeeded ? [{ path: 'spec', message: 'is required' }] : []
      return [...specCheck.problems(object['spec'], 'spec'), ...formatsOf(object['spec'], 'spec')]
    },
    statusProblems: (given) => statusCheck.problems(given, 'status'),
  }
}

/** A null is no spec: the schema's root does not allow it. */
const customShape = (spec: TSchema, { apiVersion = '', kind = '', metadata, spec: given }: JsonObject): JsonObject => present({
  apiVersion,
  kind,
  metadata: objectMeta(without(objectOf(metadata), ...systemFields)),
  spec: given === undefined || given === null ? undefined : withDefaults(spec, pruned(spec, given)),
})

/** Metadata that only the API server sets. */
export const systemFields = [
  'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields', 'selfLink',
] as const
