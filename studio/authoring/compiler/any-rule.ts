import ts from 'typescript'
import type { Rule, RuleInput } from './rule.ts'

/** `any` in so many words, and what the standard library gives as `any` when nobody says what it is. */
export const anyRule: Rule = (node, input) => {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return { node, code: 'STUDIO_ANY', message: '`any` switches the checks off: use the types of the request, or `unknown`' }
  if (!ts.isCallExpression(node) || !isTakenAsItIs(node) || !givesAny(node, input)) return undefined
  return { node, code: 'STUDIO_ANY', message: 'Nobody knows the type of this: declare it, as with `const value: unknown = …`' }
}

const givesAny = (call: ts.CallExpression, { checker }: RuleInput): boolean => {
  const signature = checker.getResolvedSignature(call)
  const isOurs = signature?.declaration?.getSourceFile().fileName.startsWith('/lib/') !== true
  return signature !== undefined && !isOurs && (signature.getReturnType().flags & ts.TypeFlags.Any) !== 0
}

const isTakenAsItIs = (call: ts.CallExpression): boolean => {
  const { parent } = call
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined
  return ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)
}
