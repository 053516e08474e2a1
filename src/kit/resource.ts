import { DefinitionInvalid } from '../protocol/errors.ts'
import type { ObjectMeta } from '../protocol/request.ts'
import type { Static, TObject } from '../protocol/schema.ts'
import type { Kind, Scope } from './kind.ts'

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string
  readonly type: 'string' | 'integer' | 'boolean' | 'date' | 'number'
  readonly jsonPath: string
  readonly description?: string
  readonly priority?: number
}

/** A rule in CEL: it may compare fields, which types cannot. Hooks enforce the same rule again. */
export interface Validation {
  readonly rule: string
  readonly message: string
  readonly fieldPath?: string
}

/** An object of a custom resource. Its spec is typed only behind a check. */
export interface Custom<Spec, Status> {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly spec: Spec
  readonly status?: Partial<Status>
}

export interface ResourceDefinition<Spec extends TObject, Status extends TObject> {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly scope: Scope
  /** First paragraph of the reference page and of `kubectl explain`. */
  readonly description: string
  /** `kubectl get` columns; Age is always added as the last one. */
  readonly columns: readonly PrinterColumn[]
  /** Schema of `spec`: the source of the types, of the CRD and of every check. */
  readonly spec: Spec
  readonly status: Status
  /** CEL rules on the whole object (`self.spec…`, `self.metadata.name`). */
  readonly validations?: readonly Validation[]
}

/** A custom resource: one value from which types, checks, CRD and reference derive. */
export interface Resource<Spec extends TObject = TObject, Status extends TObject = TObject>
  extends ResourceDefinition<Spec, Status>, Kind<Custom<Static<Spec>, Static<Status>>> {}

/** Defines a custom resource. Throws DefinitionInvalid when names do not fit together. */
export const resource = <Spec extends TObject, Status extends TObject>(definition: ResourceDefinition<Spec, Status>): Resource<Spec, Status> => {
  const { group, version, plural, kind } = definition
  if (plural !== plural.toLowerCase()) throw new DefinitionInvalid(kind, 'plural must be in lower case')
  return { ...definition, apiVersion: `${group}/${version}` }
}
