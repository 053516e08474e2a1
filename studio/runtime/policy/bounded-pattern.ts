import { createContext, Script } from 'node:vm'
import type { Context } from 'node:vm'

const mostMilliseconds = 50

/** Made with the first pattern. */
let place: { readonly context: Context; readonly script: Script } | undefined
const placeForPatterns = (): NonNullable<typeof place> => (place ??= {
  context: createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } }),
  script: new Script('new RegExp(pattern, "u").test(text)'),
})

/**
 * Whether a pattern of a schema matches. The pattern is an admin's and the text a program's: together they can run for
 * ever in an engine that backtracks, as the API server's does not. What takes too long does not match; a pattern that only
 * the API server's engine knows is left to it.
 */
export const matchesInTime = (pattern: string, text: string): boolean => {
  if (!isPattern(pattern)) return true
  const { context, script } = placeForPatterns()
  Object.assign(context, { pattern, text })
  try {
    return script.runInContext(context, { timeout: mostMilliseconds }) === true
  } catch {
    return false
  }
}

const isPattern = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'u') !== undefined
  } catch {
    return false
  }
}
