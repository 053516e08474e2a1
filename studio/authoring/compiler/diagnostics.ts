import ts from 'typescript'
import type { Diagnostic } from '../authoring.ts'
import { exportsOf } from './export-rules.ts'
import { contractFile, programFile, returnsFile } from './language.ts'
import type { Language } from './language.ts'
import { programProblems } from './program-rules.ts'
import { returnCheck } from './return-check.ts'
import type { Finding, RuleInput } from './rule.ts'

const mostDiagnostics = 200
const longestMessage = 2000
/** Says that one type does not fit another, as a whole. */
const misfit = 2322

/** Everything that the compiler and the rules of programs have to say, errors first, in the order of the text. */
export const diagnosticsOf = (language: Language, finalize: boolean | undefined): readonly Diagnostic[] => {
  const { service } = language
  const input = inputOf(service)
  if (input === undefined) return []
  const own = programProblems(input, finalize).map((finding) => found(input.file, finding))
  const syntax = service.getSyntacticDiagnostics(programFile)
  const { inside, whole } = parted(input, service.getSemanticDiagnostics(programFile))
  const answers = syntax.length > 0 ? [] : answerProblems(language, input)
  const compiler = [...syntax, ...inside, ...answers].map((one) => said(input.file, one)).filter((one) => !isSaid(own, one))
  const all = distinct([...own, ...compiler])
  // What is wrong inside makes the whole wrong as well: the place is told, and nothing else.
  const isWrong = all.some(({ severity }) => severity === 'error')
  return [...all, ...(isWrong ? [] : [...whole.map((one) => said(input.file, one)), ...contractProblems(service, input)])].toSorted(byPlace).slice(0, mostDiagnostics)
}

type Place = Omit<ts.Diagnostic, 'file'>

/** What is said of a hook as a whole, and everything else. */
const parted = (input: RuleInput, all: readonly Place[]): { readonly inside: readonly Place[]; readonly whole: readonly Place[] } => {
  const names = [...exportsOf(input).values()].map((node) => node.getStart(input.file))
  const isWhole = ({ code, start }: Place): boolean => code === misfit && start !== undefined && names.includes(start)
  return { inside: all.filter((one) => !isWhole(one)), whole: all.filter(isWhole) }
}

const distinct = (all: readonly Diagnostic[]): readonly Diagnostic[] => [...new Map(all.map((one) => [`${one.line}:${one.column} ${one.code}`, one])).values()]

const inputOf = (service: ts.LanguageService): RuleInput | undefined => {
  const program = service.getProgram()
  const file = program?.getSourceFile(programFile)
  return program === undefined || file === undefined ? undefined : { file, checker: program.getTypeChecker() }
}

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  Number(a.severity === 'warning') - Number(b.severity === 'warning') || a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1)

/** That a file is not there is said better by our own rules. */
const unfound: ReadonlySet<string> = new Set(['TS2307', 'TS2688', 'TS6053', 'TS6231', 'TS2792'])
const isSaid = (own: readonly Diagnostic[], { code, line }: Diagnostic): boolean =>
  unfound.has(code) && own.some((one) => one.line === line && (one.code === 'STUDIO_IMPORT' || one.code === 'STUDIO_REFERENCE'))

/** A hook that is not what the Studio calls; one with a declared type is told by the compiler already. */
const contractProblems = (service: ts.LanguageService, input: RuleInput): readonly Diagnostic[] => {
  const exported = exportsOf(input)
  return service.getSemanticDiagnostics(contractFile).flatMap((one) => {
    const line = one.file?.text.slice(0, one.start ?? 0).split('\n').length ?? 0
    const declaration = exported.get(line === 4 ? 'sync' : 'finalize')
    return declaration === undefined ? [] : [found(input.file, { node: declaration, code: `TS${one.code}`, message: textOf(one.messageText) })]
  })
}

/** Every answer on its own: only so are fields found that nobody knows, and mistakes where they stand. */
const answerProblems = (language: Language, input: RuleInput): readonly Place[] => {
  const { text, offsetOf } = returnCheck(input)
  language.openReturns(text)
  const placed = language.service.getSemanticDiagnostics(returnsFile).map(({ start = 0, length = 0, ...one }) =>
    ({ ...one, start: offsetOf(start), length: offsetOf(start + length) - offsetOf(start) }))
  return parted(input, placed).inside
}

const textOf = (message: string | ts.DiagnosticMessageChain): string => ts.flattenDiagnosticMessageText(message, '\n').slice(0, longestMessage)

const said = (file: ts.SourceFile, { start = 0, length = 0, category, code, messageText }: Place): Diagnostic => ({
  ...span(file, start, start + length),
  severity: category === ts.DiagnosticCategory.Error ? 'error' : 'warning',
  code: `TS${code}`,
  message: textOf(messageText),
})

const found = (file: ts.SourceFile, finding: Finding): Diagnostic => {
  const [from, to] = 'node' in finding ? [finding.node.getStart(file), finding.node.getEnd()] : [finding.from, finding.to]
  return { ...span(file, from, to), severity: finding.severity ?? 'error', code: finding.code, message: finding.message.slice(0, longestMessage) }
}

const span = (file: ts.SourceFile, from: number, to: number): Pick<Diagnostic, 'line' | 'column' | 'endLine' | 'endColumn'> => {
  const [begin, end] = [file.getLineAndCharacterOfPosition(from), file.getLineAndCharacterOfPosition(to)]
  return { line: begin.line + 1, column: begin.character + 1, endLine: end.line + 1, endColumn: end.character + 1 }
}
