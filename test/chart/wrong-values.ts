import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { isObject } from '../../src/protocol/json.ts'
import { branchesIn, isFree, placesIn } from './values-arbitrary.ts'
import type { Place } from './values-arbitrary.ts'

/** One value that the schema refuses, and where Helm has to say so. */
export interface Wrong { readonly what: string; readonly path: readonly string[]; readonly value: JsonValue; readonly said: readonly string[] }

const odd = '?!\n'

const breaks: Readonly<Record<string, (schema: JsonObject) => readonly (readonly [string, JsonValue, readonly string[]])[]>> = {
  'another type': ({ type, enum: choices }) => choices === undefined ? [['another type', type === 'object' || type === 'array' ? 'text' : [1], []]] : [],
  'no choice': ({ enum: choices }) => choices === undefined ? [] : [['no choice', odd, []]],
  'another pattern': ({ pattern }) => pattern === undefined ? [] : [['another pattern', odd, []]],
  'too long': ({ maxLength }) => maxLength === undefined ? [] : [['too long', 'a'.repeat(Number(maxLength) + 1), []]],
  'too small': ({ minimum }) => minimum === undefined ? [] : [['too small', Number(minimum) - 1, []]],
  'too large': ({ maximum }) => maximum === undefined ? [] : [['too large', Number(maximum) + 1, []]],
  'a key that is none': ({ properties, patternProperties }) => properties === undefined && patternProperties === undefined ? [] : [['a key that is none', { '?! ': 'text' }, []]],
  'a value below of another type': ({ patternProperties }) => isObject(patternProperties) ? [['a value below of another type', { a: [1] }, ['a']]] : [],
  'a wrong item': ({ items }) => isObject(items) ? [['a wrong item', [[1]], ['0']]] : [],
}

/** Mistakes that one run can show together: none lies at or below the place of another, and no two are told of one place. */
export const rounds = (wrong: readonly Wrong[]): readonly (readonly Wrong[])[] => wrong.reduce<readonly (readonly Wrong[])[]>((all, one) => {
  const free = all.findIndex((round) => round.every((other) => areApart(one, other)))
  return free < 0 ? [...all, [one]] : all.map((round, index) => index === free ? [...round, one] : round)
}, [])

const areApart = (one: Wrong, other: Wrong): boolean =>
  !isBelow(one.path, other.path) && !isBelow(other.path, one.path) && (isBelow(one.said, one.path) && isBelow(other.said, other.path) || one.said.join() !== other.said.join())

const isBelow = (path: readonly string[], above: readonly string[]): boolean => above.every((word, index) => path[index] === word)

/** Every way in which a single value can be wrong, and for each branch a key that is none and a default that is taken away. */
export const wrongValues = (schema: JsonObject): readonly Wrong[] => [
  ...placesIn(schema).flatMap(wrongAt),
  ...branchesIn(schema).map((path) => ({ what: 'a key that is none', path: [...path, 'unknown'], value: 1, said: path })),
  ...branchesIn(schema).filter((path) => path.length > 0).flatMap((path) => [{ what: 'nothing', path, value: null, said: path.slice(0, -1) }, { what: 'another type', path, value: [1], said: path }]),
  ...placesIn(schema).filter(({ path }) => path[0] !== 'global').map(({ path }) => ({ what: 'nothing', path, value: null, said: path.slice(0, -1) })),
]

const wrongAt = ({ path, schema }: Place): readonly Wrong[] => Object.entries(breaks)
  .filter(([name]) => !(isFree(schema) && name === 'a key that is none'))
  .flatMap(([, of]) => of(schema)).map(([what, value, below]) => ({ what, path, value, said: [...path, ...below] }))
