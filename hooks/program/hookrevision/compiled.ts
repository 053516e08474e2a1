import { erasedTypes } from '../../../src/kit/erased-types.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { memoByText } from '../../../src/kit/memo.ts'

/** JavaScript of a source, or where the source is broken. */
export type Compiled = { readonly code: string; readonly compiledDigest: string } | { readonly line: number | undefined; readonly message: string }

const memo = memoByText<Compiled>()

/** Takes the types off a source: the same text gives the same JavaScript in every process of a release. */
export const compiled = (source: string): Compiled => memo(source, () => {
  try {
    const code = erasedTypes(source)
    return { code, compiledDigest: sha256Hex(code) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { line: lineOf(error), message: error.message }
  }
})

/** The first line of such a stack is `<file>:<line>`. */
const lineOf = ({ stack = '' }: Error): number | undefined => {
  const line = /^[^\n]*:(\d+)\n/.exec(stack)?.[1]
  return line === undefined ? undefined : Number(line)
}
