import t from 'tap'
import { pythonDisplay, pythonFloat } from '../../../../hooks/kaspr/python/display.ts'
import { parseJsonText } from '../../../../src/protocol/json.ts'

t.test('a text on its own is shown as it is', async (t) => {
  for (const text of ['', 'a', "it's", 'a\nb', 'é', '12']) t.equal(pythonDisplay(text), text)
})

t.test('numbers, booleans and null are shown as Python names them', async (t) => {
  t.equal(pythonDisplay(12), '12')
  t.equal(pythonDisplay(-0), '0')
  t.equal(pythonDisplay(300000), '300000')
  t.equal(pythonDisplay(0.5), '0.5')
  t.equal(pythonDisplay(1e-5), '1e-05')
  t.equal(pythonDisplay(true), 'True')
  t.equal(pythonDisplay(false), 'False')
  t.equal(pythonDisplay(null), 'None')
  t.equal(pythonDisplay(parseJsonText('12345678901234567890')), '12345678901234567890')
})

t.test('lists and maps are shown in Python\'s display form, maps by key', async (t) => {
  t.equal(pythonDisplay([1, 2]), '[1, 2]')
  t.equal(pythonDisplay({ a: 'b' }), "{'a': 'b'}")
  t.equal(pythonDisplay([]), '[]')
  t.equal(pythonDisplay({}), '{}')
  t.equal(pythonDisplay({ z: [null, true, 1.5, 'x'], 10: {}, 9: [[]] }), "{'10': {}, '9': [[]], 'z': [None, True, 1.5, 'x']}")
  t.equal(pythonDisplay(parseJsonText('{"__proto__": [1e16, 1e400]}')), "{'__proto__': [1e+16, inf]}")
})

t.test('texts inside take double quotes only around single ones', async (t) => {
  t.equal(pythonDisplay(["it's"]), `["it's"]`)
  t.equal(pythonDisplay(['say "x"']), `['say "x"']`)
  t.equal(pythonDisplay([`it's "x"`]), String.raw`['it\'s "x"']`)
  t.equal(pythonDisplay({ "k'": '"' }), `{"k'": '"'}`)
})

t.test('texts inside escape what cannot be printed', async (t) => {
  t.equal(pythonDisplay(['\\\t\n\r\0\x1f\x7f']), String.raw`['\\\t\n\r\x00\x1f\x7f']`)
  t.equal(pythonDisplay(['a b\xa0\xad\u2028\u3000\ufeff\ue000\ud800']), String.raw`['a b\xa0\xad\u2028\u3000\ufeff\ue000\ud800']`)
  t.equal(pythonDisplay(['\u{e0001}\u{10ffff}']), String.raw`['\U000e0001\U0010ffff']`)
  t.equal(pythonDisplay(['é日😀']), "['é日😀']")
})

t.test('a float always shows a fraction or an exponent', async (t) => {
  const floats: [number, string][] = [
    [5, '5.0'], [0, '0.0'], [-0, '-0.0'], [0.5, '0.5'], [-15, '-15.0'], [0.1 + 0.2, '0.30000000000000004'], [0.0001, '0.0001'],
    [0.00001, '1e-05'], [0.0000123, '1.23e-05'], [1e-6, '1e-06'], [1.5e-7, '1.5e-07'], [1e-100, '1e-100'],
    [9999999999999998, '9999999999999998.0'],
    [1e15, '1000000000000000.0'], [1e16, '1e+16'], [12345678901234567000, '1.2345678901234567e+19'],
    [1e21, '1e+21'], [-1e22, '-1e+22'],
    [5e-324, '5e-324'], [1.7976931348623157e308, '1.7976931348623157e+308'], [Infinity, 'inf'], [-Infinity, '-inf'], [NaN, 'nan'],
  ]
  for (const [value, text] of floats) t.equal(pythonFloat(value), text, text)
})
