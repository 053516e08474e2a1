/** A generator of numbers that depend on a seed and on nothing else. */
export interface Seed {
  /** From 0 up to 1, 1 left out. */
  readonly number: () => number
  /** A UUID of version 4. */
  readonly uuid: () => string
  /** Five characters, as the API server puts them behind `generateName`. */
  readonly suffix: () => string
}

/** The characters that Kubernetes makes names of: no vowels, so no words. */
export const nameCharacters = 'bcdfghjklmnpqrstvwxz2456789'

/** The generator of a seed; any safe integer will do. The algorithm is splitmix32. */
export const seeded = (seed: number): Seed => {
  let state = (seed ^ Math.floor(seed / 2 ** 32)) | 0
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0
    const first = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    const second = Math.imul(first ^ (first >>> 15), 0x735a2d97)
    return (second ^ (second >>> 15)) >>> 0
  }
  const hex = (): string => word().toString(16).padStart(8, '0')
  return {
    number: () => word() / 2 ** 32,
    uuid: () => uuidOf(hex() + hex() + hex() + hex()),
    suffix: () => Array.from({ length: 5 }, () => nameCharacters[word() % nameCharacters.length]).join(''),
  }
}

const variants = ['8', '9', 'a', 'b']

const uuidOf = (digits: string): string => {
  const variant = variants[parseInt(digits.slice(16, 17), 16) % 4] ?? '8'
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
}
