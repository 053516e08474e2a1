import { changedPaths } from '../kit/changed-paths.ts'
import type { Child } from '../kit/kind.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { isOfParent } from './answer-parts.ts'

const mostObjects = 5
const mostPaths = 5

/** Wanted children or attachments of an answer. */
export const wantedOf = (body: JsonObject): readonly Child[] => trusted<readonly Child[]>(body['children'] ?? body['attachments'] ?? [])

/** How people find a child: `Kind namespace/name`. */
export const childName = ({ kind, metadata: { namespace, name } }: Child): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`

/** Where two answers for one parent differ: `Kind namespace/name: path, path`. No values: they may be secret. */
export const answerDifference = (before: JsonObject, after: JsonObject): readonly string[] =>
  [...childChanges(wantedOf(before), wantedOf(after)), ...parentChanges(before, after)].slice(0, mostObjects)

const childChanges = (before: readonly Child[], after: readonly Child[]): readonly string[] => {
  const [left, right] = [byName(before), byName(after)]
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => said(name, pathsBetween(left.get(name), right.get(name))))
}

const byName = (children: readonly Child[]): ReadonlyMap<string, JsonObject> =>
  new Map(children.map((child) => [childName(child), trusted<JsonObject>(child)]))

const pathsBetween = (before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] => {
  if (before === undefined || after === undefined) return ['there or not']
  return changedPaths(before, after, mostPaths)
}

/** Times follow a change, they are none. */
const parentChanges = (before: JsonObject, after: JsonObject): readonly string[] => {
  const paths = changedPaths(ofParent(before), ofParent(after), 4 * mostPaths).filter((path) => !/\.(last\w+Time|observedGeneration)$/.test(path))
  return said('the parent', paths.slice(0, mostPaths))
}

const ofParent = (body: JsonObject): JsonValue => Object.fromEntries(Object.entries(body).filter(([key]) => isOfParent(key)))

const said = (name: string, paths: readonly string[]): readonly string[] => paths.length === 0 ? [] : [`${name}: ${paths.join(', ')}`]
