/**
 * Python's `repr` of a float: the shortest decimal that reads back, always with a fraction or an exponent (5 → `5.0`,
 * 0.00001 → `1e-05`, 1e16 → `1e+16`). Contract: Kaspr resources, section 3.5.
 */
export const pythonFloat = (value: number): string => {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(oneDigitExponent, '0')
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

const oneDigitExponent = /(?<=e[+-])(?=\d$)/

/**
 * Python's `repr` of a number that came from JSON. A whole number counts as an integer. From 1e21 on it counts as a float:
 * the API server, like JavaScript, writes such numbers with an exponent, and Python reads those as floats.
 */
export const pythonNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : pythonFloat(value)

/** Python's `repr` of a number kept as its JSON source text: an integer of any length, or else a float. */
export const pythonRawNumber = (source: string): string => integer.test(source) ? source : pythonFloat(Number(source))

const integer = /^-?\d+$/
