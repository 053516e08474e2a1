import ts from 'typescript'
import type { Completion } from '../authoring.ts'
import { programFile } from './language.ts'

const mostCompletions = 200

const preferences: ts.GetCompletionsAtPositionOptions = {
  includeCompletionsWithInsertText: true,
  includeCompletionsForModuleExports: false,
  quotePreference: 'single',
}

/** What can stand at a place, best first. What each of them means is a question of its own: it costs a look-up each. */
export const completionsAt = (service: ts.LanguageService, offset: number): readonly Completion[] => {
  const found = service.getCompletionsAtPosition(programFile, offset, preferences)
  if (found === undefined) return []
  const text = service.getProgram()?.getSourceFile(programFile)?.text ?? ''
  const fitting = matching(found.entries, typedAt(text, offset))
  return fitting.toSorted(byRelevance).slice(0, mostCompletions).map((entry) => completionOf(entry, found.optionalReplacementSpan))
}

/** What was typed of the word; quotes of a text are part of it for nobody. */
const typedAt = (text: string, offset: number): string => /[\p{L}\p{N}_$]*$/u.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].toLowerCase() ?? ''

const matching = (entries: readonly ts.CompletionEntry[], typed: string): readonly ts.CompletionEntry[] => {
  const fitting = entries.filter(({ name }) => name.toLowerCase().startsWith(typed))
  return fitting.length > 0 ? fitting : entries
}

const byRelevance = (a: ts.CompletionEntry, b: ts.CompletionEntry): number =>
  a.sortText === b.sortText ? (a.name < b.name ? -1 : 1) : (a.sortText < b.sortText ? -1 : 1)

const completionOf = ({ name, kind, insertText, replacementSpan }: ts.CompletionEntry, common: ts.TextSpan | undefined): Completion => {
  const from = (replacementSpan ?? common)?.start
  return { label: name, kind, ...(insertText === undefined || insertText === name ? {} : { insert: insertText }), ...(from === undefined ? {} : { from }) }
}

/** One of them with its type and its documentation. */
export const completionNamed = (service: ts.LanguageService, offset: number, label: string): Completion | undefined => {
  const details = service.getCompletionEntryDetails(programFile, offset, label, undefined, undefined, preferences, undefined)
  if (details === undefined) return undefined
  const documentation = ts.displayPartsToString(details.documentation)
  return { label, kind: details.kind, detail: ts.displayPartsToString(details.displayParts), ...(documentation === '' ? {} : { documentation }) }
}
