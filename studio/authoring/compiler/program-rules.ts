import ts from 'typescript'
import { anyRule } from './any-rule.ts'
import { castRule } from './cast-rule.ts'
import { exportProblems } from './export-rules.ts'
import { globalRule } from './global-rule.ts'
import type { Finding, Rule, RuleInput } from './rule.ts'

/** What a program may not do although TypeScript allows it. */
export const programProblems = (input: RuleInput, finalize: boolean | undefined): readonly Finding[] =>
  [...referenceProblems(input), ...commentProblems(input), ...nodeProblems(input, input.file), ...exportProblems(input, finalize)]

const importable = '@studio/k8s'

const importRule: Rule = (node) => {
  const name = specifierOf(node)
  if (name === undefined || (ts.isStringLiteralLike(name) && name.text === importable && !ts.isCallExpression(node))) return undefined
  return { node, code: 'STUDIO_IMPORT', message: `A program is one file: it may import nothing but ${importable}` }
}

/** What names another module in an import or export of any form. */
const specifierOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  if (ts.isExternalModuleReference(node)) return node.expression
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node : undefined
}

const rules: readonly Rule[] = [importRule, anyRule, globalRule, castRule]

const nodeProblems = (input: RuleInput, node: ts.Node): readonly Finding[] => {
  const found: Finding[] = []
  const visit = (child: ts.Node): void => {
    for (const rule of rules) {
      const finding = rule(child, input)
      if (finding !== undefined) found.push(finding)
    }
    ts.forEachChild(child, visit)
  }
  visit(node)
  return found
}

const referenceProblems = ({ file }: RuleInput): readonly Finding[] =>
  [...file.referencedFiles, ...file.typeReferenceDirectives, ...file.libReferenceDirectives].map(({ pos, end }) =>
    ({ from: pos, to: end, code: 'STUDIO_REFERENCE', message: 'A program is one file: it may refer to no other' }))

/** Comments that tell the compiler to look away. */
const commentProblems = ({ file }: RuleInput): readonly Finding[] => {
  const found: Finding[] = []
  const scanner = ts.createScanner(ts.ScriptTarget.ES2023, false, ts.LanguageVariant.Standard, file.text)
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token !== ts.SyntaxKind.SingleLineCommentTrivia && token !== ts.SyntaxKind.MultiLineCommentTrivia) continue
    if (!/@ts-(?:ignore|expect-error|nocheck)/.test(scanner.getTokenText())) continue
    found.push({ from: scanner.getTokenStart(), to: scanner.getTokenEnd(), code: 'STUDIO_SILENCED', message: 'The checks of a program cannot be switched off' })
  }
  return found
}
