import { isDeepStrictEqual } from 'node:util'
import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { parse } from 'yaml'
import { yamlText } from '../../../../hooks/kaspr/python/yaml-text.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { parseJsonText } from '../../../../src/protocol/json.ts'
import { goldenTexts } from './fixtures/golden-texts.ts'

const fragments = ['def', 'f(x):', 'return', "it's", '"a"', '#', '-', '\n', '    ', '\t', 'é', '\\', 'z'.repeat(30)]
const lookAlikes = [
  '', 'no', 'On', 'null', '~', '<<', '1', '-5', '0x1f', '1.5', '1:30', '.inf', '2024-01-01', '---', '- a', 'a: b', 'a #b', '{', '? a',
]
const fractions = fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true })

/** Not among them: texts that PyYAML reads as text and other readers of YAML 1.1 as a boolean or number, like `y` and `1e5`. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map((words) => words.join(' ')),
  fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 }).map((words) => words.join(' ')),
  fc.constantFrom(...lookAlikes),
).filter((text) => !/^(?:[yYnN]|[-+.\d_:eE]+)$/.test(text) || /^(?:1|-5|1\.5|1:30|---)$/.test(text))

const documents = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(texts, fc.constant(null), fc.boolean(), fc.maxSafeInteger(), fractions),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(texts, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value

const x = (count: number): string => 'x'.repeat(count)

t.test('maps go further in, lists do not, and items follow their dash', async (t) => {
  t.equal(yamlText({ a: 'b' }), 'a: b\n')
  t.equal(yamlText({ a: { b: { c: 1 } } }), 'a:\n  b:\n    c: 1\n')
  t.equal(yamlText({ a: { b: [1, 2] } }), 'a:\n  b:\n  - 1\n  - 2\n')
  t.equal(yamlText({ a: [{ c: 1, b: 2 }, { d: { e: 3 } }] }), 'a:\n- b: 2\n  c: 1\n- d:\n    e: 3\n')
  t.equal(yamlText([[1, [2, 3]], [{ a: 1, b: 2 }]]), '- - 1\n  - - 2\n    - 3\n- - a: 1\n    b: 2\n')
  t.equal(yamlText({ a: {}, b: [], c: [{}, []] }), 'a: {}\nb: []\nc:\n- {}\n- []\n')
})

t.test('null, booleans and numbers are written as Python reads them', async (t) => {
  t.equal(yamlText([null, true, false, 0, -12, 9007199254740991]), '- null\n- true\n- false\n- 0\n- -12\n- 9007199254740991\n')
  t.equal(yamlText([0.5, -1.25, 0.00001, 1.5e-7, 1e21, 1.5e300]), '- 0.5\n- -1.25\n- 1.0e-05\n- 1.5e-07\n- 1.0e+21\n- 1.5e+300\n')
  t.equal(yamlText([Infinity, -Infinity, NaN]), '- .inf\n- -.inf\n- .nan\n')
})

t.test('numbers kept as source text keep their digits', async (t) => {
  t.equal(yamlText(parseJsonText('{"value": 12345678901234567890}')), 'value: 12345678901234567890\n')
  t.equal(yamlText(parseJsonText('[1e16, 1e400, -25e20]')), '- 1.0e+16\n- .inf\n- -2.5e+21\n')
  t.equal(yamlText(parseJsonText('-9007199254740993')), '-9007199254740993\n...\n')
})

t.test('a document of one value ends visibly when that is plain', async (t) => {
  t.equal(yamlText(null), 'null\n...\n')
  t.equal(yamlText(1), '1\n...\n')
  t.equal(yamlText('a'), 'a\n...\n')
  t.equal(yamlText(`${x(81)} b`), `${x(81)}\n  b\n...\n`)
  t.equal(yamlText(''), "''\n")
  t.equal(yamlText('a\tb'), '"a\\tb"\n')
  t.equal(yamlText({}), '{}\n')
  t.equal(yamlText([]), '[]\n')
})

t.test('keys are sorted by code point at every level and quoted like texts', async (t) => {
  t.equal(yamlText({ b: 1, B: 2, a: { z: 1, _: 2 }, 10: 3, 9: 4 }), "'10': 3\n'9': 4\nB: 2\na:\n  _: 2\n  z: 1\nb: 1\n")
  t.equal(yamlText({ '😀': 1, '\uffff': 2, on: 3 }), "'on': 3\n\"\\uFFFF\": 2\n\"\\U0001F600\": 1\n")
  t.equal(yamlText(JSON.parse('{"__proto__": {"a": 1}}')), '__proto__:\n  a: 1\n')
})

t.test('keys that are empty, long or of several lines take the explicit form', async (t) => {
  t.equal(yamlText({ [x(122)]: 1 }), `${x(122)}: 1\n`)
  t.equal(yamlText({ [x(123)]: 1 }), `? ${x(123)}\n: 1\n`)
  t.equal(yamlText({ ['é'.repeat(122)]: 1 }), `"${'\\xE9'.repeat(122)}": 1\n`)
  t.equal(yamlText({ ['😀'.repeat(122)]: 1 }), `"${'\\U0001F600'.repeat(122)}": 1\n`)
  t.equal(yamlText({ [x(123)]: [1, 2] }), `? ${x(123)}\n: - 1\n  - 2\n`)
  t.equal(yamlText({ [x(123)]: { a: 1, b: 'c\nd' } }), `? ${x(123)}\n: a: 1\n  b: 'c\n\n    d'\n`)
  t.equal(yamlText({ '': null }), "? ''\n: null\n")
  t.equal(yamlText([{ 'a\nb': [] }]), "- ? 'a\n\n    b'\n  : []\n")
  t.equal(yamlText({ 'a\u2028b': 1 }), '? "a\\Lb"\n: 1\n')
})

t.test('continuation lines stand two blanks further in than the map or list', async (t) => {
  const long = `${x(90)} b`
  t.equal(yamlText({ a: { b: long } }), `a:\n  b: ${x(90)}\n    b\n`)
  t.equal(yamlText({ a: [long] }), `a:\n- ${x(90)}\n  b\n`)
  t.equal(yamlText({ a: [{ b: long, c: 'd\ne' }] }), `a:\n- b: ${x(90)}\n    b\n  c: 'd\n\n    e'\n`)
  t.equal(yamlText([`${x(78)} b`, `${x(79)} b`]), `- ${x(78)} b\n- ${x(79)}\n  b\n`)
})

t.test('component files are written as upstream writes them', async (t) => {
  for (const { name, payload, text } of goldenTexts) t.equal(yamlText(payload), text, name)
})

t.test('a reader of YAML 1.1 gets the same document back', async (t) => {
  const readsBack = (document: JsonValue): boolean => isDeepStrictEqual(parse(yamlText(document), { version: '1.1' }), document)
  t.doesNotThrow(() => fc.assert(fc.property(documents, readsBack)))
})

t.test('every document is printable ASCII and ends with one line feed', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(documents, (document) => /^[ -~\n]*[ -~]\n$/.test(yamlText(document)))))
})
