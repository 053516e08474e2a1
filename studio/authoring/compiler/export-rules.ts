import ts from 'typescript'
import type { Finding, RuleInput } from './rule.ts'

const begin = { from: 0, to: 0 }

/** A program exports `sync`, and `finalize` when it is asked before a parent goes: both synchronous functions. */
export const exportProblems = (input: RuleInput, finalize: boolean | undefined): readonly Finding[] => {
  const exported = exportsOf(input)
  return [
    ...(exported.has('sync') ? [] : [{ ...begin, code: 'STUDIO_NO_SYNC', message: 'The program does not export `sync`: export const sync: Sync = (request, ctx) => ({ … })' }]),
    ...finalizeProblems(exported.get('finalize'), finalize),
    ...[...exported.values()].flatMap((declaration) => shapeProblems(declaration, input)),
  ]
}

/** Where each value that the program exports is declared. */
export const exportsOf = ({ file, checker }: RuleInput): ReadonlyMap<string, ts.Node> => {
  const module = checker.getSymbolAtLocation(file)
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module)
  return new Map(symbols.flatMap((symbol) => {
    const declaration = symbol.declarations?.[0]
    const target = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
    return declaration === undefined || (target.flags & ts.SymbolFlags.Value) === 0 ? [] : [[symbol.name, nameOf(declaration)] as const]
  }))
}

const nameOf = (declaration: ts.Declaration): ts.Node => ts.getNameOfDeclaration(declaration) ?? declaration

const finalizeProblems = (declaration: ts.Node | undefined, finalize: boolean | undefined): readonly Finding[] => {
  if (finalize === true && declaration === undefined) return [{ ...begin, code: 'STUDIO_FINALIZE_MISSING', message: 'spec.finalize is on, but the program does not export `finalize`' }]
  if (finalize === false && declaration !== undefined) return [{ node: declaration, code: 'STUDIO_FINALIZE_OFF', severity: 'warning', message: '`finalize` is never called: spec.finalize is off' }]
  return []
}

const shapeProblems = (declaration: ts.Node, { checker }: RuleInput): readonly Finding[] => {
  const type = checker.getTypeAtLocation(declaration)
  if ((type.flags & ts.TypeFlags.Any) !== 0) return [{ node: declaration, code: 'STUDIO_ANY', message: 'What is exported must have a type other than `any`' }]
  return type.getCallSignatures().some((signature) => isThenable(signature.getReturnType(), checker))
    ? [{ node: declaration, code: 'STUDIO_ASYNC', message: 'Hooks are synchronous: nothing waits for a promise' }]
    : []
}

const isThenable = (type: ts.Type, checker: ts.TypeChecker): boolean => {
  const then = checker.getPropertyOfType(type, 'then')
  return then !== undefined && (type.flags & ts.TypeFlags.Any) === 0
}
