import { DefinitionInvalid } from '../protocol/errors.ts'

/** Where in a definition a schema stands: the kind and the path of the field, `spec.topics[].name`. */
export interface SchemaPlace {
  readonly kind: string
  readonly path: string
}

export const below = ({ kind, path }: SchemaPlace, step: string): SchemaPlace => ({ kind, path: `${path}${step}` })

/** The error of a definition at a place. */
export const invalidAt = ({ kind, path }: SchemaPlace, message: string) => new DefinitionInvalid(kind, `${path}: ${message}`)
