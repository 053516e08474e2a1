import { answerChanges } from '../../src/diff/answer-change.ts'
import { identityOf } from '../../src/diff/object-diffs.ts'
import { changeText, shownChange } from '../../src/diff/shown.ts'
import { changedPaths } from '../../src/kit/changed-paths.ts'
import { equals } from '../../src/engine/structural-equality.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { wantedChildren } from '../../src/recording/applied-children.ts'

/** Where two answers differ, in words; undefined when they are the same up to the order of children. */
export const answerDifference = (from: JsonObject, to: JsonObject): string | undefined => {
  const [before, after] = [inOrder(from), inOrder(to)]
  if (equals(before, after)) return undefined
  const change = answerChanges(from, to)[0]
  return change === undefined ? `the order at ${changedPaths(before, after, 1).join()} is another one` : changeText(shownChange(change))
}

/** The same for children alone. */
export const childrenDifference = (from: JsonObject, to: JsonObject): string | undefined =>
  answerDifference({ children: from['children'] ?? [] }, { children: to['children'] ?? [] })

/** The same for the status alone. */
export const statusDifference = (from: JsonObject, to: JsonObject): string | undefined =>
  answerDifference({ status: from['status'] ?? {} }, { status: to['status'] ?? {} })

const inOrder = (answer: JsonObject): JsonObject =>
  ({ ...answer, children: wantedChildren(answer).toSorted((a, b) => identityOf(a) < identityOf(b) ? -1 : 1) })
