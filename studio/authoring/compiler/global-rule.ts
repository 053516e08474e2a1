import ts from 'typescript'
import type { Rule, RuleInput } from './rule.ts'

/** Why a global of the standard library is not for programs. */
interface Refused { readonly code: string; readonly reason: string }

const evaluates: Refused = { code: 'STUDIO_EVAL', reason: 'makes code out of text' }
const missing: Refused = { code: 'STUDIO_GLOBAL', reason: 'does not exist where programs run' }

const refused: ReadonlyMap<string, Refused> = new Map([
  ['eval', evaluates], ['Function', evaluates],
  ['Intl', missing], ['SharedArrayBuffer', missing], ['Atomics', missing], ['WeakRef', missing], ['FinalizationRegistry', missing],
])

/** `eval`, `Function` and what the engine lacks; a name of the program's own is no global. */
export const globalRule: Rule = (node, input) => {
  if (isRandom(node)) return { node, code: 'STUDIO_GLOBAL', message: 'Math.random throws: the same request must give the same answer' }
  if (!ts.isIdentifier(node)) return undefined
  const { code, reason } = refused.get(node.text) ?? {}
  return code === undefined || !isGlobal(node, input) ? undefined : { node, code, message: `${node.text} ${reason ?? ''}` }
}

const isRandom = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && node.name.text === 'random' && ts.isIdentifier(node.expression) && node.expression.text === 'Math'

const isGlobal = (node: ts.Identifier, { checker }: RuleInput): boolean => {
  if (ts.isPropertyAssignment(node.parent) && node.parent.name === node) return false
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? []
  return declarations.some((declaration) => declaration.getSourceFile().fileName.startsWith('/lib/') && isTop(declaration))
}

/** Not a field of something that happens to have the same name. */
const isTop = (declaration: ts.Declaration): boolean =>
  !ts.isPropertySignature(declaration) && !ts.isMethodSignature(declaration) && !ts.isPropertyDeclaration(declaration)
