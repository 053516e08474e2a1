import { Type } from '../protocol/schema.ts'
import type { TProperties, TSchema } from '../protocol/schema.ts'

// Builders of resource fields. Every one takes the description that `kubectl explain` and the reference show.

type Options = Readonly<Record<string, unknown>>

export const text = (description: string, options: Options = {}) => Type.String({ description, ...options })
export const integer = (description: string, options: Options = {}) => Type.Integer({ description, ...options })
/** A moment as Kubernetes writes it (RFC 3339). */
export const time = (description: string) => text(description, { crd: { type: 'string', format: 'date-time', description } })
export const flag = (description: string, options: Options = {}) => Type.Boolean({ description, ...options })
export const listOf = <Item extends TSchema>(item: Item, description: string, options: Options = {}) => Type.Array(item, { description, ...options })
export const struct = <Fields extends TProperties>(fields: Fields, description: string, options: Options = {}) => Type.Object(fields, { description, ...options })
export const textMap = (description: string, options: Options = {}) => Type.Record(Type.String(), Type.String(), { description, ...options })
export const optional = Type.Optional

/** One of some texts. */
export const choice = <const Values extends readonly string[]>(values: Values, description: string, options: Options = {}) =>
  Type.Unsafe<Values[number]>(Type.Union(values.map((value) => Type.Literal(value)), { description, ...options }))

/** A whole number, or a text. */
export const intOrText = (description: string, options: Options = {}) =>
  Type.Union([Type.Integer(), Type.String()], { description, problem: 'must be a whole number or a text', ...options })

/** A map whose values are texts; whole numbers are welcome too, because YAML makes numbers of unquoted digits. */
export const looseTextMap = (description: string, options: Options = {}) =>
  Type.Record(Type.String(), intOrText('A text or a whole number.'), { description, ...options })

/** An object that is passed on as it is. */
export const freeObject = (description: string) =>
  Type.Record(Type.String(), Type.Unknown(), { description, 'x-kubernetes-preserve-unknown-fields': true })

/** A quantity such as `500m` or `1Gi`; numbers are welcome. */
export const quantity = (description: string) => intOrText(description, { problem: 'must be a quantity such as 500m or 1Gi' })
