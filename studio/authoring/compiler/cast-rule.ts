import ts from 'typescript'
import type { Rule, RuleInput } from './rule.ts'

/** A cast of what the request says: it hides that a field may be absent. Where nothing is known there is no other way. */
export const castRule: Rule = (node, input) => {
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined
  if (ts.isConstTypeReference(node.type) || !comesFromRequest(node.expression, input)) return undefined
  if ((input.checker.getTypeAtLocation(node.expression).flags & ts.TypeFlags.Unknown) !== 0) return undefined
  return { node, code: 'STUDIO_CAST', severity: 'warning', message: 'This cast overrules what is known about the request' }
}

const comesFromRequest = (expression: ts.Expression, { checker }: RuleInput): boolean => {
  const root = rootOf(expression)
  const type = checker.getTypeAtLocation(root)
  const declarations = (type.aliasSymbol ?? type.getSymbol())?.declarations ?? []
  return ts.isIdentifier(root) && declarations.some((declaration) => declaration.getSourceFile().fileName === '/studio.d.ts')
}

const rootOf = (expression: ts.Expression): ts.Expression => {
  let root = expression
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root) || ts.isParenthesizedExpression(root)) root = root.expression
  return root
}
