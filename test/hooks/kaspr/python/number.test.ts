import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { pythonFloat, pythonNumber, pythonRawNumber } from '../../../../hooks/kaspr/python/number.ts'

t.test('a whole number is an integer until it is written with an exponent', async (t) => {
  t.equal(pythonNumber(5), '5')
  t.equal(pythonNumber(-7), '-7')
  t.equal(pythonNumber(1e16), '10000000000000000')
  t.equal(pythonNumber(1e20), '100000000000000000000')
  t.equal(pythonNumber(1e21), '1e+21')
  t.equal(pythonNumber(0.25), '0.25')
})

t.test('source text is an integer only when it has neither fraction nor exponent', async (t) => {
  t.equal(pythonRawNumber('123456789012345678901234567890'), '123456789012345678901234567890')
  t.equal(pythonRawNumber('-9007199254740993'), '-9007199254740993')
  t.equal(pythonRawNumber('9007199254740993.0'), '9007199254740992.0')
  t.equal(pythonRawNumber('1E16'), '1e+16')
  t.equal(pythonRawNumber('-1e999'), '-inf')
})

t.test('a float reads back as the same number', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    const text = pythonFloat(value)
    return Object.is(Number(text), value) && /^-?\d+(?:\.\d+)?(?:e[+-]\d{2,3})?$/.test(text) && /[.e]/.test(text)
  })))
})
