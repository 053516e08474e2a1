import t from 'tap'
import { maximumDepth, parseJson, parseJsonText } from '../../src/protocol/json.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'

t.test('integers that a double cannot hold keep their digits', async (t) => {
  for (const text of ['{"n":9223372036854775807}', '[-9007199254740993,1]', '{"a":{"b":[12345678901234567890]}}']) t.equal(JSON.stringify(parseJsonText(text)), text)
})

t.test('ordinary numbers stay numbers', async (t) => {
  t.strictSame(parseJsonText('{"a":1.5,"b":-3,"c":1e3}'), { a: 1.5, b: -3, c: 1000 })
})

t.test('a key named __proto__ is kept', async (t) => {
  t.equal(JSON.stringify(parseJsonText('{"__proto__":{"a":1}}')), '{"__proto__":{"a":1}}')
})

t.test('what is no JSON, no UTF-8 or too deep is refused with a code', async (t) => {
  t.throws(() => parseJsonText('{'), { code: 'KH_BODY_NOT_JSON', statusCode: 400 })
  t.throws(() => parseJson(Buffer.from([0x7b, 0xff, 0x7d])), { code: 'KH_BODY_NOT_JSON' })
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  t.throws(() => parseJsonText(nested(10_000)), { code: 'KH_BODY_TOO_DEEP', statusCode: 400 })
  t.ok(parseJsonText(nested(maximumDepth)))
})

t.test('keys are those of hook version v2', async (t) => {
  t.equal(groupKey({ apiVersion: 'v1', kind: 'Pod' }), 'Pod.v1')
  t.equal(groupKey({ apiVersion: 'apps/v1', kind: 'StatefulSet' }), 'StatefulSet.apps/v1')
  t.equal(objectKey({ name: 'a', namespace: 'n' }), 'n/a')
  t.equal(objectKey({ name: 'a' }), 'a')
})
