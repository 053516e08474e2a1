/**
 * Kubernetes resource quantities, read and printed as the API server does (k8s.io/apimachinery/pkg/api/resource, v0.36).
 * Values are exact: no floats anywhere.
 */

export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent'

/** An amount in billionths of its unit (the finest that Kubernetes keeps) and the family of suffixes it is printed with. */
export interface Quantity {
  readonly nano: bigint
  readonly format: QuantityFormat
}

interface Unit {
  readonly format: QuantityFormat
  /** Power of 1024 for BinarySI, else power of ten. */
  readonly exponent: number
}

interface Scanned extends Unit {
  readonly text: string
  readonly negative: boolean
  /** Digits before the point without leading zeros, `0` where none is left. */
  readonly whole: string
  /** Digits behind the point. */
  readonly fraction: string
}

/** By power of 1000, beginning at 10^-9. */
const decimalSuffixes: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
/** By power of 1024. */
const binarySuffixes: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const one = 1_000_000_000n
const thousandth = 1_000_000n
/** The cap of binary quantities, 2^63-1. Decimal ones have none. */
const binaryMost = (2n ** 63n - 1n) * one

/** Our own bound, for characters and for exponents: a short text must not buy a number that fills the memory. */
const limit = 1000

const shape = /^([+-]?)(\d*)(?:\.(\d*))?([a-zA-Z].*)?$/
const exponentShape = /^[eE]([+-]?\d+)$/
/** White space that Go trims and that JSON writers leave unescaped: an escape (`\n`, `\u2028`) is no quantity for Go. */
const edges = /^[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+|[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$/g

/**
 * Reads `500m`, `1.5Gi`, `1e3` or a JSON number. What is finer than a nano is rounded away from zero, binary amounts
 * are capped at 2^63-1. Undefined: not a quantity, longer than 1000 characters or an exponent beyond ±1000.
 */
export const parseQuantity = (text: string | number): Quantity | undefined => {
  const scanned = scan(text)
  return scanned === undefined ? undefined : quantityOf(scanned)
}

/**
 * The text that the API server stores for an input; undefined: not a quantity (see parseQuantity). Two of its habits
 * are kept on purpose: simple texts stay as they were written (`+5`, `1.500`), and a plain amount of 1000E or more that
 * is divisible by 1000E loses its suffix (`1000E` is stored as `1`).
 */
export const canonicalQuantity = (text: string | number): string | undefined => {
  const scanned = scan(text)
  if (scanned === undefined) return undefined
  return isStoredAsWritten(scanned) ? scanned.text : formatQuantity(quantityOf(scanned))
}

/**
 * The text that the API server stores for the amount of a resource (`requests`, `limits`): as canonicalQuantity, and what
 * is finer than a thousandth is rounded away from zero, so `100u` is stored as `1m`.
 */
export const canonicalAmount = (text: string | number): string | undefined => {
  const written = canonicalQuantity(text)
  const quantity = written === undefined ? undefined : parseQuantity(written)
  if (written === undefined || quantity === undefined) return undefined
  const units = dividedUp(magnitude(quantity.nano), thousandth) * thousandth
  return units === magnitude(quantity.nano) ? written : formatQuantity({ ...quantity, nano: quantity.nano < 0n ? -units : units })
}

/** Canonical text of an amount: no fraction, the largest suffix that loses nothing. */
export const formatQuantity = ({ nano, format }: Quantity): string => {
  if (nano === 0n) return '0'
  // Kubernetes prints binary amounts below 1024 and broken ones with decimal suffixes.
  const isBinary = format === 'BinarySI' && nano % one === 0n && magnitude(nano) >= 1024n * one
  return isBinary ? binaryText(nano / one) : decimalText(nano, format)
}

/** Order of two amounts whatever their formats (`1Gi` equals `1024Mi`); undefined if one is not a quantity. */
export const compareQuantities = (a: string | number, b: string | number): -1 | 0 | 1 | undefined => {
  const left = parseQuantity(a)
  const right = parseQuantity(b)
  if (left === undefined || right === undefined) return undefined
  if (left.nano === right.nano) return 0
  return left.nano < right.nano ? -1 : 1
}

/** Whole units of an amount, bytes for memory and storage; a broken unit counts as a whole one, away from zero. */
export const quantityBytes = (text: string | number): bigint | undefined => {
  const quantity = parseQuantity(text)
  if (quantity === undefined) return undefined
  const units = dividedUp(magnitude(quantity.nano), one)
  return quantity.nano < 0n ? -units : units
}

const scan = (input: string | number): Scanned | undefined => {
  const raw = String(input)
  if (raw.length > limit) return undefined
  const text = raw.replace(edges, '')
  const match = text === '' ? null : shape.exec(text)
  return match === null ? undefined : scannedOf(text, match)
}

const scannedOf = (text: string, [, sign, digits = '', fraction = '', suffix = '']: RegExpExecArray): Scanned | undefined => {
  const unit = unitOf(suffix)
  if (unit === undefined) return undefined
  const scanned = { ...unit, text, negative: sign === '-', whole: digits.replace(/^0+/, '') || '0', fraction }
  // Texts without digits, such as `Ki` or `+`, are zero for Kubernetes, but only on its way for simple amounts.
  return digits + fraction !== '' || isSimple(scanned) ? scanned : undefined
}

const unitOf = (suffix: string): Unit | undefined => {
  const decimal = decimalSuffixes.indexOf(suffix)
  if (decimal >= 0) return { format: 'DecimalSI', exponent: 3 * decimal - 9 }
  const binary = binarySuffixes.indexOf(suffix)
  if (binary >= 0) return { format: 'BinarySI', exponent: binary }
  const digits = exponentShape.exec(suffix)?.[1]
  return digits === undefined ? undefined : exponentUnit(BigInt(digits))
}

/** Kubernetes reads exponents as int64 and then cuts them to int32, so `5e4294967297` is 50. */
const exponentUnit = (written: bigint): Unit | undefined => {
  const exponent = Number(BigInt.asIntN(32, written))
  const isInt64 = BigInt.asIntN(64, written) === written
  return isInt64 && Math.abs(exponent) <= limit ? { format: 'DecimalExponent', exponent } : undefined
}

/** Whether Kubernetes keeps the amount in an int64 of its own scale; only such texts can be stored as written. */
const isSimple = ({ format, exponent, whole, fraction }: Scanned): boolean =>
  format === 'BinarySI'
    ? fraction === '' && whole.length <= 14 - 3 * exponent
    : whole.length + fraction.length <= 18 && exponent - fraction.length >= -9

const isStoredAsWritten = (scanned: Scanned): boolean => {
  if (!isSimple(scanned)) return false
  const digits = scanned.whole + scanned.fraction
  if (scanned.format === 'BinarySI') return BigInt(digits) % 8n !== 0n
  const isWholeSuffix = (scanned.exponent - scanned.fraction.length) % 3 === 0
  return isWholeSuffix && !digits.startsWith('0') && !digits.endsWith('000')
}

const quantityOf = ({ format, exponent, whole, fraction, negative }: Scanned): Quantity => {
  const isBinary = format === 'BinarySI'
  const digits = BigInt(whole + fraction) * (isBinary ? 1024n ** BigInt(exponent) : 1n)
  const amount = scaled(digits, (isBinary ? 0 : exponent) - fraction.length + 9)
  const nano = isBinary && amount > binaryMost ? binaryMost : amount
  return {
    nano: negative ? -nano : nano,
    // Kubernetes' rule for less than one byte; it asks before the sign is put back.
    format: isBinary && nano > 0n && nano < one ? 'DecimalSI' : format,
  }
}

const scaled = (digits: bigint, power: number): bigint =>
  power >= 0 ? digits * 10n ** BigInt(power) : dividedUp(digits, 10n ** BigInt(-power))

const dividedUp = (amount: bigint, divisor: bigint): bigint => (amount + divisor - 1n) / divisor

const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

const decimalText = (nano: bigint, format: QuantityFormat): string => {
  const [digits, thousands] = withoutFactor(nano, 1000n)
  const exponent = 3 * thousands - 9
  if (format !== 'DecimalExponent') return `${digits}${decimalSuffixes[thousands] ?? ''}`
  return exponent === 0 ? `${digits}` : `${digits}e${exponent}`
}

const binaryText = (units: bigint): string => {
  const [digits, power] = withoutFactor(units, 1024n)
  return `${digits}${binarySuffixes[power] ?? ''}`
}

/** An amount that is not zero, divided by a factor as often as that goes, and how often that was. */
const withoutFactor = (amount: bigint, factor: bigint): readonly [bigint, number] => {
  let rest = amount
  let times = 0
  while (rest % factor === 0n) {
    rest /= factor
    times += 1
  }
  return [rest, times]
}
