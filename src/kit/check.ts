import { Kind, TypeCompiler, ValueErrorType } from '../protocol/schema.ts'
import type { Static, TSchema, TypeCheck, ValueError } from '../protocol/schema.ts'
import { isObject, isRawNumber, rawNumberText } from '../protocol/json.ts'
import type { Problem } from './problem.ts'

/** Checks a value against a schema; it never changes the value. Compiled on first use. */
export interface Check<Schema extends TSchema> {
  matches(value: unknown): value is Static<Schema>
  problems(value: unknown, at: string): readonly Problem[]
}

export const checkOf = <Schema extends TSchema>(schema: Schema): Check<Schema> => {
  let compiled: TypeCheck<Schema> | undefined
  const check = (): TypeCheck<Schema> => (compiled ??= TypeCompiler.Compile(schema))
  return {
    matches: (value): value is Static<Schema> => check().Check(value),
    problems: (value, at) => check().Check(value) ? [] : distinct([...check().Errors(value)].map((error) => problemOf(error, at))),
  }
}

/**
 * The same for documents of users, in which a number that no double can hold may stand anywhere: it is kept as an object
 * (raw JSON), but it must not count as one.
 */
export const documentCheckOf = <Schema extends TSchema>(schema: Schema): Check<Schema> => {
  const check = checkOf(schema)
  const problems = (value: unknown, at: string): readonly Problem[] => {
    const found = check.problems(value, at)
    return found.length > 0 || !holdsRawNumber(value) ? found : check.problems(asDoubles(value), at)
  }
  return {
    matches: (value): value is Static<Schema> => check.matches(value) && (!holdsRawNumber(value) || check.matches(asDoubles(value))),
    problems,
  }
}

const holdsRawNumber = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (isRawNumber(value) || Object.values(value).some(holdsRawNumber))

const asDoubles = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asDoubles)
  if (isRawNumber(value)) return Number(rawNumberText(value))
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asDoubles(item)])) : value
}

const distinct = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index)

const problemOf = (error: ValueError, at: string): Problem => ({ path: pathOf(error.path, at), message: messageOf(error) })

/** JSON pointer → the path people write: `/topics/0/name` → `spec.topics[0].name`. */
const pathOf = (pointer: string, at: string): string =>
  pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).reduce((path, part) =>
    /^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`, at)

const messageOf = ({ type, schema, message }: ValueError): string => {
  if (typeof schema['problem'] === 'string' && type !== ValueErrorType.ObjectRequiredProperty) return schema['problem']
  if (type === ValueErrorType.ObjectRequiredProperty) return 'is required'
  if (type === ValueErrorType.ObjectAdditionalProperties) return 'is no known field'
  if (schema[Kind] === 'Union') return unionMessage(schema)
  return plainMessage(type, schema) ?? message.replace(/^Expected/, 'must be')
}

const unionMessage = (schema: TSchema): string => {
  const options: readonly TSchema[] = schema['anyOf'] ?? []
  return `must be one of ${options.map((option) => option['const'] === undefined ? String(option['type']) : String(option['const'])).join(', ')}`
}

const articles: Readonly<Record<string, string>> = { integer: 'an integer', object: 'a map', array: 'a list', string: 'a string', boolean: 'true or false', number: 'a number' }

const plainMessage = (type: ValueErrorType, schema: TSchema): string | undefined => {
  switch (type) {
    case ValueErrorType.StringPattern: return `must match ${String(schema['pattern'])}`
    case ValueErrorType.StringMinLength: return 'must not be empty'
    case ValueErrorType.ArrayMinItems: return `must have at least ${String(schema['minItems'])} item(s)`
    case ValueErrorType.IntegerMinimum:
    case ValueErrorType.NumberMinimum: return `must be at least ${String(schema['minimum'])}`
    case ValueErrorType.IntegerMaximum:
    case ValueErrorType.NumberMaximum: return `must be at most ${String(schema['maximum'])}`
    default: return articles[String(schema['type'])] === undefined ? undefined : `must be ${articles[String(schema['type'])]}`
  }
}
