/**
 * Whether a text is a range of addresses as NetworkPolicies take one in `except`: `10.96.0.0/12` or `fd00:10::/32`, no bits
 * behind the prefix, and never everything.
 */
export const isAddressRange = (text: string): boolean => {
  const [address = '', prefix = '', ...rest] = text.split('/')
  const bits = address.includes(':') ? bits6(address) : bits4(address)
  if (bits === undefined || rest.length > 0 || !/^[1-9]\d{0,2}$/.test(prefix)) return false
  return Number(prefix) <= bits.length && !bits.slice(Number(prefix)).includes('1')
}

/** The range of one address. */
export const hostRange = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`

const bits4 = (address: string): string | undefined => {
  const parts = address.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256) ? binary(parts.map(Number), 8) : undefined
}

const bits6 = (address: string): string | undefined => {
  const halves = address.split('::').map((half) => half === '' ? [] : half.split(':'))
  const [head = [], tail = []] = halves
  const missing = 8 - head.length - tail.length
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0) || ![...head, ...tail].every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return binary([...head, ...Array.from({ length: missing }, () => '0'), ...tail].map((group) => Number.parseInt(group, 16)), 16)
}

const binary = (parts: readonly number[], width: number): string => parts.map((part) => part.toString(2).padStart(width, '0')).join('')
