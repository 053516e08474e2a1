import { isIP } from 'node:net'

// CIDR arithmetic of the tests' own, over both families.

export interface Address { readonly family: 4 | 6; readonly bits: bigint }

/** An address as a number; throws TypeError for anything else. */
export const address = (text: string): Address => {
  const family = isIP(text)
  if (family === 4) return { family, bits: text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n) }
  if (family === 6) return { family, bits: groupsOf(text).reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n) }
  throw new TypeError(`"${text}" is no address`)
}

/** The eight groups of an IPv6 address, `::` written out. */
const groupsOf = (text: string): readonly string[] => {
  const [left = '', right] = text.split('::')
  const [before, behind] = [left, right ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const [head, tail] = [before ?? [], behind ?? []]
  return right === undefined ? head : [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail]
}

const width = { 4: 32, 6: 128 } as const

interface Range extends Address { readonly prefix: number }

const rangeOf = (cidr: string): Range => {
  const [text = '', prefix = ''] = cidr.split('/')
  const found = address(text)
  if (!/^\d+$/.test(prefix) || Number(prefix) > width[found.family]) throw new TypeError(`"${cidr}" is no range`)
  return { ...found, prefix: Number(prefix) }
}

const network = ({ family, bits }: Address, prefix: number): bigint => bits >> BigInt(width[family] - prefix)

/** Whether an address lies in a range; never across families. */
export const isWithin = (text: string, cidr: string): boolean => {
  const [found, range] = [address(text), rangeOf(cidr)]
  return found.family === range.family && network(found, range.prefix) === network(range, range.prefix)
}

/** Whether a range is a part of another and not the whole of it, as the API server wants of `except`. */
export const isPartOf = (inner: string, outer: string): boolean =>
  isWithin(inner.split('/')[0] ?? '', outer) && rangeOf(inner).prefix > rangeOf(outer).prefix
