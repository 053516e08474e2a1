import type { JsonObject } from '../../../src/kit/json.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Custom, Resource } from '../../../src/kit/resource.ts'
import type { Static, TObject } from '../../../src/kit/schema.ts'
import type { ComponentStatus } from './status.ts'

/** A table reference of a component with the path where it stands. */
export interface TableReference {
  readonly path: string
  readonly table: string
}

/** What differs between the kinds of components: one value a kind. */
export interface ComponentKind<Spec extends TObject = TObject> {
  readonly resource: Resource<Spec, TObject>
  /** `<name>-<suffix>` is ConfigMap, file stem and volume. */
  readonly suffix: string
  /** Top-level key of the definition file. */
  readonly key: string
  /** The runtime's form; `name` is the object's own name. */
  readonly definition: (spec: Static<Spec>, name: string) => JsonObject
  /** What the runtime refuses although the schema allows it. */
  readonly problems: (spec: Static<Spec>) => readonly Problem[]
  /** Steps that do not exist: they fail later, so they only warn. */
  readonly unknownSteps?: (spec: Static<Spec>) => readonly Problem[]
  readonly tableReferences?: (spec: Static<Spec>) => readonly TableReference[]
}

/** An object of any component kind, its spec not checked yet. */
export type Component = Custom<unknown, ComponentStatus>
