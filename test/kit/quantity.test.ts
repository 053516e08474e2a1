import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { canonicalQuantity, compareQuantities, formatQuantity, parseQuantity, quantityBytes } from '../../src/kit/quantity.ts'

const units: ReadonlyMap<string, bigint> = new Map([
  ['n', 1n], ['u', 10n ** 3n], ['m', 10n ** 6n], ['', 10n ** 9n], ['k', 10n ** 12n], ['M', 10n ** 15n], ['G', 10n ** 18n],
  ['T', 10n ** 21n], ['P', 10n ** 24n], ['E', 10n ** 27n], ['e3', 10n ** 12n], ['E-2', 10n ** 7n], ['e+1', 10n ** 10n],
  ['Ki', 10n ** 9n << 10n], ['Mi', 10n ** 9n << 20n], ['Gi', 10n ** 9n << 30n], ['Ti', 10n ** 9n << 40n],
])
const thousandExa = 10n ** 30n

const isBelow = (value: bigint, most: bigint) => value < most && -value < most

/** A whole count of a unit and the value that has by definition. */
const amount = fc.tuple(fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(...units)).map(([count, [suffix, nano]]) =>
  ({ text: `${count}${suffix}`, nano: BigInt(count) * nano }))

const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength })

/** Nearly everything that may be written as a quantity, and some things that may not. */
const written = fc.tuple(
  fc.constantFrom('', '', '-', '+'),
  digits(22),
  fc.oneof(fc.constant(''), digits(12).map((text) => `.${text}`)),
  fc.oneof(
    fc.constantFrom(...units.keys(), 'Pi', 'Ei', 'K', 'e', 'x'),
    fc.integer({ min: -40, max: 40 }).map((power) => `e${power}`),
  ),
).map((parts) => parts.join(''))

const format = fc.constantFrom('BinarySI', 'DecimalSI', 'DecimalExponent')

t.test('prints the text that the API server stores', async (t) => {
  const table: readonly (readonly [string | number, string])[] = [
    ['0.5', '500m'], ['1000m', '1'], ['1024Mi', '1Gi'], ['1.5Gi', '1536Mi'], ['1e3', '1e3'], ['0.1n', '1n'], ['100m', '100m'],
    ['1', '1'], ['0', '0'], ['-0', '0'], ['+', '0'], ['000', '0'], ['0Ki', '0'],
    ['2000k', '2M'], ['1500M', '1500M'], ['1.5', '1500m'],
    ['-1.5', '-1500m'], ['-1.5Gi', '-1536Mi'], ['-0.1n', '-1n'], ['1000000', '1M'], ['1000', '1k'], ['1024', '1024'],
    // Powers of 1024 are pulled out, the rest stays in bytes; less than 1024 and broken amounts turn decimal.
    ['1Ki', '1Ki'], ['0.5Ki', '512'], ['1.25Ki', '1280'], ['1048576Ki', '1Gi'], ['1025Ki', '1025Ki'], ['0.0001Ki', '102400u'],
    ['0.0009765625Mi', '1Ki'], ['1.0001Ki', '1024102400u'], ['-0.5Ki', '-512'], ['1000Ki', '1000Ki'],
    ['8192Pi', '9223372036854775807'], ['100Ei', '9223372036854775807'], ['-100Ei', '-9223372036854775807'], ['7Ei', '7Ei'],
    // Decimal amounts have no cap.
    ['9223372036854775808', '9223372036854775808'], ['12345678901234567890123', '12345678901234567890123'],
    // Exponents keep their family, unless they come out as zero.
    ['1E3', '1E3'], ['1.5e3', '1500'], ['1e4', '10e3'], ['5000e-3', '5'], ['12e-1', '1200e-3'],
    ['5e-12', '1e-9'], ['1e-10', '1e-9'],
    // Kubernetes stores simple texts as they came.
    ['+5', '+5'], ['007', '007'], ['1.', '1.'], ['1.500', '1.500'], ['1.000', '1'], ['5e0', '5e0'],
    [' 5 ', '5'], ['01Ki', '01Ki'], ['.5', '500m'], ['m', '0'], ['Ti', '0'], ['.', '0'], ['e-9', '0'],
    // The bounds of simple: 18 decimal digits, 14 less three for every power of 1024, and a last digit in base 8.
    ['+123456789012345678', '+123456789012345678'], ['+1234567890123456789', '1234567890123456789'],
    ['010000000001Ki', '010000000001Ki'], ['0100000000001Ki', '100000000001Ki'], ['04Ki', '04Ki'], ['08Ki', '8Ki'],
    // No suffix exists beyond E, and Kubernetes then prints none.
    ['1000E', '1'], ['5e4294967297', '50'],
    [0.5, '500m'], [1, '1'], [1e21, '1e+21'], [1e-7, '100e-9'], [-0, '0'], [1000, '1k'], [1.5e300, '1500e297'], [0.1, '100m'],
  ]
  for (const [input, stored] of table) t.equal(canonicalQuantity(input), stored, `${input}`)
})

t.test('refuses what is no quantity', async (t) => {
  const refused = [
    '', ' ', 'one', '1 Gi', '1gi', '1KI', '1ki', '1K', '1Gb', '1e', '1e1.5', '1eE5', '1Ei5',
    '--1', '+-1', '1.2.3', '1,5', '1_000', '0x10', 'NaN', 'Infinity',
    '5+3', '5-', '\n5', '5\t', '\ufeff5', '\u0663', 'Pi', '.Ei', 'e-10', '1e9223372036854775808', NaN, Infinity, -Infinity,
  ]
  for (const input of refused) {
    t.equal(canonicalQuantity(input), undefined, JSON.stringify(input))
    t.equal(parseQuantity(input), undefined)
    t.equal(quantityBytes(input), undefined)
    t.equal(compareQuantities(input, '1'), undefined)
    t.equal(compareQuantities('1', input), undefined)
  }
})

t.test('bounds the length and the exponent of a text', async (t) => {
  t.equal(parseQuantity(`${'9'.repeat(1000)}`)?.nano, BigInt('9'.repeat(1000)) * 10n ** 9n)
  t.equal(parseQuantity(`${'9'.repeat(1001)}`), undefined)
  t.equal(parseQuantity('1e1000')?.nano, 10n ** 1009n)
  t.equal(parseQuantity('1e-1000')?.nano, 1n)
  t.equal(parseQuantity('1e1001'), undefined)
  t.equal(parseQuantity('1e-1001'), undefined)
  t.equal(parseQuantity('1e999999999'), undefined)
})

t.test('keeps the exact value in nanos and the family of the suffix', async (t) => {
  t.same(parseQuantity('100m'), { nano: 100_000_000n, format: 'DecimalSI' })
  t.same(parseQuantity('1Ki'), { nano: 1024_000_000_000n, format: 'BinarySI' })
  t.same(parseQuantity('-2.5e3'), { nano: -2_500_000_000_000n, format: 'DecimalExponent' })
  t.same(parseQuantity('0.0000000011'), { nano: 2n, format: 'DecimalSI' }, 'rounded up')
  t.same(parseQuantity('-0.0000000011'), { nano: -2n, format: 'DecimalSI' }, 'rounded away from zero')
  t.same(parseQuantity('0.0005Ki'), { nano: 512_000_000n, format: 'DecimalSI' }, 'less than a byte is not binary')
  t.same(parseQuantity('0.0009765625Ki'), { nano: 10n ** 9n, format: 'BinarySI' }, 'one byte is binary')
  t.same(parseQuantity('8Ei'), { nano: (2n ** 63n - 1n) * 10n ** 9n, format: 'BinarySI' }, 'capped')
  t.same(parseQuantity(0.25), { nano: 250_000_000n, format: 'DecimalSI' })
})

t.test('compares amounts of different families', async (t) => {
  t.equal(compareQuantities('1Gi', '1024Mi'), 0)
  t.equal(compareQuantities('0.5', '500m'), 0)
  t.equal(compareQuantities('1e3', '1k'), 0)
  t.equal(compareQuantities('1G', '1Gi'), -1)
  t.equal(compareQuantities('2', 1.999), 1)
  t.equal(compareQuantities('-1', '1n'), -1)
  t.equal(compareQuantities('1n', '2n'), -1)
  t.equal(compareQuantities('9007199254740993', '9007199254740992'), 1, 'beyond the exact integers of a float')
})

t.test('counts whole bytes', async (t) => {
  t.equal(quantityBytes('1.5Gi'), 1_610_612_736n)
  t.equal(quantityBytes('10G'), 10_000_000_000n)
  t.equal(quantityBytes('1500m'), 2n)
  t.equal(quantityBytes('-1500m'), -2n)
  t.equal(quantityBytes('1n'), 1n)
  t.equal(quantityBytes(0), 0n)
  t.equal(quantityBytes('9007199254740993'), 9007199254740993n)
})

t.test('canonical texts stay as they are', async () => {
  fc.assert(fc.property(written, (text) => {
    const stored = canonicalQuantity(text)
    return stored === undefined ? parseQuantity(text) === undefined : canonicalQuantity(stored) === stored
  }), { numRuns: 1000 })
})

t.test('a canonical text has the value of its source', async () => {
  fc.assert(fc.property(written, (text) => {
    const quantity = parseQuantity(text)
    fc.pre(quantity !== undefined && (quantity.format !== 'DecimalSI' || isBelow(quantity.nano, thousandExa)))
    return compareQuantities(text, canonicalQuantity(text) ?? '') === 0
  }), { numRuns: 1000 })
})

t.test('a count of a unit has the value of its definition', async () => {
  fc.assert(fc.property(amount, ({ text, nano }) => parseQuantity(text)?.nano === nano))
})

t.test('compares as the values do, and to 0 exactly if they are equal', async () => {
  const pair = fc.oneof(fc.tuple(amount, amount), amount.map((a) => [a, { text: `${a.nano}n`, nano: a.nano }] as const))
  fc.assert(fc.property(pair, ([a, b]) => {
    const order = a.nano === b.nano ? 0 : a.nano < b.nano ? -1 : 1
    const back = order === 0 ? 0 : -order
    return compareQuantities(a.text, b.text) === order && compareQuantities(b.text, a.text) === back
  }))
})

t.test('printing and reading gives the same value', async () => {
  const nano = fc.oneof(fc.bigInt({ min: 1n - thousandExa, max: thousandExa - 1n }), amount.map((a) => a.nano))
  fc.assert(fc.property(nano, format, (value, family) => {
    fc.pre(isBelow(value, family === 'BinarySI' ? 10n ** 9n << 63n : thousandExa))
    return parseQuantity(formatQuantity({ nano: value, format: family }))?.nano === value
  }))
})

t.test('answers for any text and any number', async () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double()), (input) => {
    const quantity = parseQuantity(input)
    return (quantity === undefined) === (canonicalQuantity(input) === undefined)
  }))
})
