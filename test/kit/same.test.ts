import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { same } from '../../src/kit/same.ts'
import { parseJsonText } from '../../src/protocol/json.ts'

const value = (text: string): unknown => parseJsonText(text)

t.test('a document is the same as its copy', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.json(), (text) => same(value(text), value(text)))))
})

t.test('two documents are the same exactly when their texts are', async (t) => {
  const small = fc.json({ maxDepth: 2, depthSize: 'small' })
  t.doesNotThrow(() => fc.assert(fc.property(small, small, (a, b) => same(value(a), value(b)) === (JSON.stringify(value(a)) === JSON.stringify(value(b))))))
})

t.test('what differs in one place differs', async (t) => {
  for (const [a, b] of [
    ['{"a":1}', '{"a":2}'], ['{"a":1}', '{"a":"1"}'], ['{"a":1}', '{"b":1}'], ['{"a":1}', '{"a":1,"b":1}'], ['{"a":1,"b":1}', '{"a":1}'],
    ['[1,2]', '[2,1]'], ['[1]', '[1,1]'], ['[]', '{}'], ['{}', '[]'], ['{"0":1}', '[1]'], ['[null]', '[]'], ['null', '{}'], ['{"a":null}', '{}'], ['""', 'null'],
    ['{"a":{"b":{"c":[1,{"d":1}]}}}', '{"a":{"b":{"c":[1,{"d":2}]}}}'],
  ] as const) {
    t.notOk(same(value(a), value(b)), `${a} ${b}`)
    t.notOk(same(value(b), value(a)), `${b} ${a}`)
  }
})

t.test('the order of keys counts: output may follow it', async (t) => {
  t.notOk(same({ a: 1, b: 2 }, { b: 2, a: 1 }))
})

t.test('integers beyond a double are compared digit by digit, and are not their text', async (t) => {
  t.ok(same(value('9223372036854775807'), value('9223372036854775807')))
  t.notOk(same(value('9223372036854775807'), value('9223372036854775806')))
  t.notOk(same(value('9223372036854775807'), value('{"rawJSON":"9223372036854775807"}')))
})

t.test('a key named __proto__ is compared like any other', async (t) => {
  t.ok(same(value('{"__proto__":{"a":1}}'), value('{"__proto__":{"a":1}}')))
  t.notOk(same(value('{"__proto__":{"a":1}}'), value('{"__proto__":{"a":2}}')))
  t.notOk(same(value('{"__proto__":{}}'), value('{}')))
})
