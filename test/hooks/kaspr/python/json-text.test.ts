import { isDeepStrictEqual } from 'node:util'
import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { compactJson, pythonJson } from '../../../../hooks/kaspr/python/json-text.ts'
import { parseJsonText } from '../../../../src/protocol/json.ts'
import { sha256Hex } from '../../../../src/kit/hash.ts'

const strings = fc.string({ unit: 'binary' })
const maps = fc.dictionary(strings, fc.oneof(strings, fc.maxSafeInteger(), fc.constant(null)), { noNullPrototype: true })

t.test('keys are sorted by code point at every level and lists keep their order', async (t) => {
  t.equal(pythonJson({ b: 1, a: 'x' }), '{"a": "x", "b": 1}')
  t.equal(pythonJson({ z: [{ b: 1, a: 2 }, 3], 10: null, 9: {}, _: [] }),
    '{"10": null, "9": {}, "_": [], "z": [{"a": 2, "b": 1}, 3]}')
  t.equal(pythonJson({ '😀': 1, '\uffff': 2 }), '{"\\uffff": 2, "\\ud83d\\ude00": 1}')
  t.equal(pythonJson(JSON.parse('{"b": 1, "__proto__": 2}')), '{"__proto__": 2, "b": 1}')
})

t.test('everything beyond printable ASCII is escaped', async (t) => {
  t.equal(pythonJson('"\\/\b\f\n\r\t\x00\x1f\x7f\x85é日😀\ud800'),
    '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u0085\\u00e9\\u65e5\\ud83d\\ude00\\ud800"')
  t.equal(pythonJson('\x7f'), '"\\u007f"')
  t.equal(pythonJson({ é: 1 }), '{"\\u00e9": 1}')
})

t.test('null, booleans and numbers are written as Python does', async (t) => {
  t.equal(pythonJson([null, true, false, 0, -3, 0.5, 1e-5, 1e21]), '[null, true, false, 0, -3, 0.5, 1e-05, 1e+21]')
  t.equal(pythonJson([Infinity, -Infinity, NaN]), '[Infinity, -Infinity, NaN]')
  t.equal(pythonJson(parseJsonText('[12345678901234567890, 1e16, 1e400]')), '[12345678901234567890, 1e+16, Infinity]')
})

t.test('the compact form has no blanks of its own', async (t) => {
  t.equal(compactJson({ b: [1, 'a, b: c'], a: { d: null, c: {} } }), '{"a":{"c":{},"d":null},"b":[1,"a, b: c"]}')
  t.equal(compactJson('é'), '"\\u00e9"')
})

t.test('hashes of packages come out as upstream has them', async (t) => {
  const vectors: [Parameters<typeof compactJson>[0], string, string][] = [
    [{ packages: ['requests'] }, '{"packages":["requests"]}', '705ebf671c1c70ee'],
    [{ packages: ['a'] }, '{"packages":["a"]}', 'e4d031c6079abdae'],
    [{ packages: ['pandas>=2.0.0', 'requests'] }, '{"packages":["pandas>=2.0.0","requests"]}', '4945916415356a24'],
    [{ packages: ['a'], install_policy: { retries: 3 } }, '{"install_policy":{"retries":3},"packages":["a"]}', 'cd044de27d589591'],
    [
      { packages: ['a'], install_policy: { timeout: 600, retries: 3, on_failure: 'block' } },
      '{"install_policy":{"on_failure":"block","retries":3,"timeout":600},"packages":["a"]}', 'cf39a4d2f5a5f4ff',
    ],
    [
      { packages: ['a'], index_url: 'https://i/s', extra_index_urls: ['https://a', 'https://b'], trusted_hosts: ['h1', 'h2'] },
      '{"extra_index_urls":["https://a","https://b"],"index_url":"https://i/s","packages":["a"],"trusted_hosts":["h1","h2"]}',
      'e68a9feafd72ebab',
    ],
    [{ packages: ['é'] }, '{"packages":["\\u00e9"]}', 'f029c2d7acaff66c'],
  ]
  for (const [input, json, hash] of vectors) {
    t.equal(compactJson(input), json)
    t.equal(sha256Hex(compactJson(input)).slice(0, 16), hash, json)
  }
})

t.test('a reader of JSON gets the same value back, and the text does not depend on the order of keys', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(maps, (map) => {
    const text = pythonJson(map)
    const turned = Object.fromEntries(Object.entries(map).reverse())
    return /^[ -~]*$/.test(text) && pythonJson(turned) === text &&
      isDeepStrictEqual(JSON.parse(text), map) && isDeepStrictEqual(JSON.parse(compactJson(map)), map)
  })))
})
