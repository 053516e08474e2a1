import ts from 'typescript'
import type { Hint } from '../authoring.ts'
import { programFile } from './language.ts'

const longestText = 4000

/** Type and documentation of what stands at a place. */
export const hintAt = (service: ts.LanguageService, offset: number): Hint | undefined => {
  const info = service.getQuickInfoAtPosition(programFile, offset)
  if (info === undefined) return undefined
  const documentation = ts.displayPartsToString(info.documentation)
  const { start, length } = info.textSpan
  return {
    text: ts.displayPartsToString(info.displayParts).slice(0, longestText),
    ...(documentation === '' ? {} : { documentation: documentation.slice(0, longestText) }),
    from: start,
    to: start + length,
  }
}
