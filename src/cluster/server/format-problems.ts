import { problem } from '../../kit/problem.ts'
import type { Problem } from '../../kit/problem.ts'
import { fieldStructure, itemStructure, structureOf } from '../../kit/structure.ts'
import { isObject, isRawNumber } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import type { TSchema } from '../../protocol/schema.ts'
import { trusted } from '../../protocol/trusted.ts'

const most = 2 ** 31

/** Whole numbers of the format `int32` that are none: the API server checks that, TypeBox does not. */
export const formatProblems = (schema: TSchema): ((value: JsonValue, path: string) => readonly Problem[]) => {
  const node = structureOf(trusted<JsonObject>(schema))
  return holdsFormat(node) ? (value, path) => problemsAt(value, node, path) : () => []
}

/** Few schemas have such a number anywhere. */
const holdsFormat = (node: JsonObject): boolean => JSON.stringify(node).includes('"format":"int32"')

const problemsAt = (value: JsonValue, node: JsonObject | undefined, path: string): readonly Problem[] => {
  if (node === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => problemsAt(item, itemStructure(node), `${path}[${index}]`))
  if (isObject(value) && !isRawNumber(value)) return Object.entries(value).flatMap(([key, item]) => problemsAt(item, fieldStructure(node, key), `${path}.${key}`))
  const isTooLarge = isRawNumber(value) || (typeof value === 'number' && (value < -most || value >= most))
  return node['format'] === 'int32' && isTooLarge ? [problem(path, 'must be an integer of 32 bits')] : []
}
