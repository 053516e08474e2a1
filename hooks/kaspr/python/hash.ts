import { sha256Hex } from '../../../src/kit/hash.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { memoByText } from '../../../src/kit/memo.ts'
import { pythonJson } from './json-text.ts'
import { murmurDecimal } from './murmur.ts'

/** Settings and lists of hashes are hashed again on every sync; files are not, because whole definitions are remembered. */
const remember = memoByText<string>(1024 * 1024)

/**
 * The hash behind every hash of Kaspr that users can see, but for the one of packages: 16 lower-case hexadecimal digits.
 * A text is hashed as it stands, a map by its JSON. Contract: Kaspr resources, section 6.1.
 */
export const generalHash = (input: string | JsonObject): string => {
  const text = typeof input === 'string' ? input : pythonJson(input)
  return remember(text, () => sha256Hex(murmurDecimal(text)).slice(0, 16))
}
