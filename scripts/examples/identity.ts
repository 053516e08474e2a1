import { createHash } from 'node:crypto'

/** Every object of the example requests was made at this moment. */
export const created = '2026-01-02T03:04:05Z'

/** A uid that is the same in every run. */
export const uidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
