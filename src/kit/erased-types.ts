import { stripTypeScriptTypes } from 'node:module'
import process from 'node:process'

/**
 * TypeScript as an engine runs it: types become blanks, so that lines and columns stay, and the result follows from the
 * text alone. Throws SyntaxError for what is no TypeScript, or is more than types (enums, namespaces, parameter properties).
 */
export const erasedTypes = (source: string): string => {
  const { emitWarning } = process
  // Node calls its own type stripping experimental, once, on stderr; the sources of this project only run because it works.
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
