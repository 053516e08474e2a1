import { sha256Hex } from '../../../src/kit/hash.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { pythonJson } from './json-text.ts'
import { murmurDecimal } from './murmur.ts'

/**
 * The hash behind every hash of Kaspr that users can see, but for the one of packages: 16 lower-case hexadecimal digits.
 * A text is hashed as it stands, a map by its JSON. Contract: Kaspr resources, section 6.1.
 */
export const generalHash = (input: string | JsonObject): string =>
  sha256Hex(murmurDecimal(typeof input === 'string' ? input : pythonJson(input))).slice(0, 16)
