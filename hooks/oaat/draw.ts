import { sha256Hex } from '../../src/kit/hash.ts'

/** How many numbers a draw can give. */
const range = 2 ** 48

type Part = string | number

/**
 * A number of 0 to 2^48-1 that follows from the parts alone: hooks know no chance, and who asks again must get the same
 * answer. It is the first six bytes of the SHA-256 of the parts, joined by `|`, the highest first.
 */
export const draw = (...parts: readonly Part[]): number => Number.parseInt(sha256Hex(parts.join('|')).slice(0, 12), 16)

/** A whole number of 0 to count-1. */
export const drawBelow = (count: number, ...parts: readonly Part[]): number => draw(...parts) % count

/** A number from 0 up to, but not including, 1. */
export const drawShare = (...parts: readonly Part[]): number => draw(...parts) / range
