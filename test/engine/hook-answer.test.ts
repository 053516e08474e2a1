import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { duplicateKey } from '../../src/engine/duplicate-key.ts'
import { compositeAnswer, customizeAnswer, decoratorAnswer } from '../../src/engine/hook-answer.ts'

const [strict, loose] = [{ hook: 'sync', isStrict: true }, { hook: 'sync', isStrict: false }] as const
const unreadable = { code: 'KH_ENGINE_HOOK_UNREADABLE' }

t.test('what an answer does not say has a default', async (t) => {
  const empty = { status: undefined, children: [], resyncAfterSeconds: 0, finalized: false, labels: {}, annotations: {} }
  for (const body of ['{}', 'null', '{"status":null,"children":null,"resyncAfterSeconds":null,"finalized":null}', {}]) t.strictSame(compositeAnswer(body, strict), empty)
  t.strictSame(decoratorAnswer('{"labels":null,"annotations":null,"attachments":null}', strict), empty)
  t.strictSame(customizeAnswer('{"relatedResources":null}', strict), [])
})

t.test('unknown keys are refused by the strict reader only; case counts', async (t) => {
  for (const body of ['{"error":"boom"}', '{"Children":[]}', '{"attachments":[]}', { error: 'boom' }]) {
    t.throws(() => compositeAnswer(body, strict), unreadable)
    t.strictSame(compositeAnswer(body, loose).children, [])
  }
  t.throws(() => decoratorAnswer('{"children":[]}', strict), unreadable)
})

t.test('keys that stand twice are refused by the strict reader, but not inside children', async (t) => {
  for (const body of ['{"status":{},"status":{}}', '{"status":{"a":{"b":1,"b":2}}}', '{"status":{"l":[{"a":1,"a":1}]}}', '{"children":[],"status":{"a":1,"a":1}}', '{"status":{"\\u0061":1,"a":1}}']) {
    t.throws(() => compositeAnswer(body, strict), unreadable)
    t.ok(compositeAnswer(body, loose))
  }
  for (const body of ['{"children":[{"kind":"A","kind":"A","data":{"a":1,"a":2}}],"status":{}}', '{"status":{"a":{"x":1},"b":{"x":1},"c":"a","d":[{"x":1},{"x":1}]}}', '{"status":{"a":"\\"a\\":1,\\"a\\""}}']) {
    t.ok(compositeAnswer(body, strict))
  }
})

t.test('no JSON that JavaScript writes holds a key twice', async (t) => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => duplicateKey(JSON.stringify(value)) === undefined))
  fc.assert(fc.property(fc.string(), fc.jsonValue(), (key, value) => duplicateKey(`{"status":{${JSON.stringify(key)}:${JSON.stringify(value)},${JSON.stringify(key)}:1}}`) !== undefined))
  t.pass('held')
})

t.test('values of the wrong type are refused by both readers', async (t) => {
  for (const body of ['[]', '"x"', '7', 'true', '', '{', '{"status":[]}', '{"status":"x"}', '{"children":{}}', '{"children":[1]}', '{"children":[{}]}', '{"children":[{"kind":1}]}', '{"resyncAfterSeconds":"5"}', '{"finalized":1}']) {
    for (const source of [strict, loose]) t.throws(() => compositeAnswer(body, source), unreadable, body)
  }
  for (const body of ['{"labels":[]}', '{"labels":{"a":1}}', '{"annotations":"x"}']) t.throws(() => decoratorAnswer(body, loose), unreadable, body)
  for (const body of ['{"relatedResources":{}}', '{"relatedResources":["x"]}', '{"relatedResources":[{"names":"x"}]}', '{"relatedResources":[{"labelSelector":"x"}]}']) {
    t.throws(() => customizeAnswer(body, loose), unreadable, body)
  }
})

t.test('null where an object should be kills the real process', async (t) => {
  t.throws(() => compositeAnswer('{"children":[null]}', strict), { code: 'KH_ENGINE_CRASH' })
  t.throws(() => decoratorAnswer('{"attachments":[null]}', loose), { code: 'KH_ENGINE_CRASH' })
  t.throws(() => customizeAnswer('{"relatedResources":[null]}', strict), { code: 'KH_ENGINE_CRASH' })
})

t.test('rules are read with nulls as absent and, loosely, without what is unknown', async (t) => {
  const rule = { apiVersion: 'v1', resource: 'secrets', names: ['a'] }
  const body = JSON.stringify({ relatedResources: [{ ...rule, labelSelector: null, extra: 1 }] })
  t.strictSame(customizeAnswer(body, loose), [rule])
  t.throws(() => customizeAnswer(body, strict), unreadable)
})

t.test('everything that is said arrives', async (t) => {
  const said = { status: { a: 1 }, children: [{ kind: 'A' }], resyncAfterSeconds: 1.5, finalized: true }
  t.match(compositeAnswer(said, strict), said)
  t.match(compositeAnswer(JSON.stringify(said), strict), said)
  const decorated = { labels: { a: null, b: 'c' }, annotations: { d: 'e' }, attachments: [{ kind: 'A' }] }
  t.match(decoratorAnswer(decorated, strict), { labels: decorated.labels, annotations: decorated.annotations, children: decorated.attachments })
})
