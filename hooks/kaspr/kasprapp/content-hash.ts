import { sha256Hex } from '../../../src/kit/hash.ts'

/** Hash of what a builder rendered, for the annotation that people compare. Builders write their keys in one order (Q19). */
export const contentHash = (content: object): string => sha256Hex(JSON.stringify(content)).slice(0, 16)
