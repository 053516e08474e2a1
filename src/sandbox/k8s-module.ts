import { hashText } from './hash-text.ts'

/** Name by which programs import it; there is no other module. */
export const k8sModuleName = '@studio/k8s'

/** JavaScript of the module that programs may import: small pure functions, no state. */
export const k8sModule = String.raw`
${hashText}
const labelMost = 63

export const labels = (app, more = {}) => ({
  'app.kubernetes.io/name': app,
  'app.kubernetes.io/instance': app,
  'app.kubernetes.io/managed-by': 'studio',
  ...more,
})

export const name = (...parts) => {
  const whole = parts.join('-')
  if (whole.length <= labelMost) return whole
  return whole.slice(0, labelMost - 9).replace(/[^A-Za-z0-9]+$/, '') + '-' + sha256(whole).slice(0, 8)
}

const sorted = (value) => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(Object.keys(value).sort().map((key) => [' ' + key, sorted(value[key])]))
}

// The blank before each key keeps keys that look like numbers in the order of their text.
export const stableHash = (value) => sha256(JSON.stringify(sorted(value)) ?? 'undefined').slice(0, 16)

const binary = { Ki: 1n, Mi: 2n, Gi: 3n, Ti: 4n, Pi: 5n, Ei: 6n }
const decimal = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const shape = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/
const unitOf = (suffix) => (/^[eE][+-]?\d/.test(suffix) ? { ten: Number(suffix.slice(1)) } : suffix in binary ? { two: binary[suffix] } : { ten: decimal[suffix] })

// Exact, in units of 10^-(scale): no floats.
const amountOf = (quantity) => {
  const text = String(quantity).trim()
  const match = text.length > 100 ? null : shape.exec(text)
  if (match === null || (match[2] ?? '') + (match[3] ?? '') === '') throw new TypeError('Not a quantity: ' + text.slice(0, 100))
  const [, sign, whole, fraction = '', suffix = ''] = match
  const { ten = 0, two = 0n } = unitOf(suffix)
  const digits = BigInt(whole + fraction) * 1024n ** two
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length - ten }
}

export const compareQuantities = (a, b) => {
  const left = amountOf(a)
  const right = amountOf(b)
  const scale = Math.max(left.scale, right.scale)
  const one = left.digits * 10n ** BigInt(scale - left.scale)
  const other = right.digits * 10n ** BigInt(scale - right.scale)
  return one < other ? -1 : one > other ? 1 : 0
}

export const conditions = (previous, next, now) => next.map((condition) => {
  const before = Array.isArray(previous) ? previous.find((known) => known.type === condition.type) : undefined
  const isSame = before !== undefined && before.status === condition.status && before.lastTransitionTime !== undefined
  return { ...condition, lastTransitionTime: isSame ? before.lastTransitionTime : now }
})
`
