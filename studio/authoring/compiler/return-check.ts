import ts from 'typescript'
import { exportsOf } from './export-rules.ts'
import type { RuleInput } from './rule.ts'

/** A program in which every answer of an exported hook is compared with its type on its own: mistakes are found where they stand. */
export interface ReturnCheck {
  readonly text: string
  /** Offset of the program for an offset of the text. */
  readonly offsetOf: (offset: number) => number
}

interface Insertion { readonly at: number; readonly text: string }

const answers: Readonly<Record<string, string>> = { sync: "import('@studio/k8s').SyncAnswer", finalize: "import('@studio/k8s').FinalizeAnswer" }

export const returnCheck = (input: RuleInput): ReturnCheck => {
  const insertions = [...exportsOf(input)].flatMap(([name, declaration]) => {
    const answer = answers[name]
    return answer === undefined ? [] : returnedBy(functionOf(declaration)).flatMap((expression) => wrapped(expression, answer, input.file))
  }).toSorted((a, b) => a.at - b.at)
  return { text: inserted(input.file.text, insertions), offsetOf: (offset) => original(insertions, offset) }
}

const wrapped = (expression: ts.Expression, answer: string, file: ts.SourceFile): readonly Insertion[] =>
  [{ at: expression.getStart(file), text: '(' }, { at: expression.getEnd(), text: `) satisfies ${answer}` }]

const inserted = (text: string, insertions: readonly Insertion[]): string => {
  const parts = insertions.map(({ at, text: more }, index) => `${text.slice(insertions[index - 1]?.at ?? 0, at)}${more}`)
  return `${parts.join('')}${text.slice(insertions.at(-1)?.at ?? 0)}`
}

const original = (insertions: readonly Insertion[], offset: number): number => {
  let added = 0
  for (const { at, text } of insertions) {
    if (at + added >= offset) break
    added += Math.min(text.length, offset - at - added)
  }
  return offset - added
}

type Hook = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration

const functionOf = (name: ts.Node): Hook | undefined => {
  const { parent } = name
  if (ts.isFunctionDeclaration(parent)) return parent
  const value = ts.isVariableDeclaration(parent) ? bare(parent.initializer) : undefined
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined
}

const bare = (expression: ts.Expression | undefined): ts.Expression | undefined =>
  expression !== undefined && ts.isParenthesizedExpression(expression) ? bare(expression.expression) : expression

/** Expressions that a function gives back; functions inside of it have returns of their own. */
const returnedBy = (hook: Hook | undefined): readonly ts.Expression[] => {
  if (hook?.body === undefined) return []
  if (!ts.isBlock(hook.body)) return [hook.body]
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(hook.body, visit)
  return found
}
