import { stripTypeScriptTypes } from 'node:module'
import process from 'node:process'

/** TypeScript as a browser runs it: types become blanks, so that lines and columns stay. */
export const scriptText = (source: string): string => {
  const { emitWarning } = process
  // Node calls its own type stripping experimental, once, on stderr; the sources of this project only run because it works.
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
