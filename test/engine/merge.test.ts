import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { merge } from '../../src/engine/merge.ts'
import { equals } from '../../src/engine/structural-equality.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import { mergeVectors } from './fixtures/merge-vectors.ts'

for (const { id, says, obs, last, des, out } of mergeVectors) {
  t.test(`${id}: ${says}`, async (t) => {
    t.strictSame(merge(obs, last, des), out)
  })
}

t.test('a new item that is wanted twice is added once, as the later one says', async (t) => {
  t.strictSame(merge([{ name: 'a' }], [], [{ name: 'b', v: 1 }, { name: 'b', v: 2 }]), [{ name: 'a' }, { name: 'b', v: 2 }])
})

t.test('something that is no list empties a plain list and a list map of ours', async (t) => {
  t.equal(merge([1], [], 'text'), null)
  t.strictSame(merge([{ name: 'a' }], [{ name: 'a' }], 'text'), [])
})

t.test('keys are data: __proto__ and integers beyond 2^53 survive', async (t) => {
  const observed = parseJsonText('{"data":{"__proto__":"x","a":"1"},"list":[{"name":9223372036854775807,"keep":1}]}')
  const desired = parseJsonText('{"data":{"a":"2"},"list":[{"name":9223372036854775807,"add":9223372036854775806}]}')
  t.equal(JSON.stringify(merge(observed, {}, desired)), '{"data":{"__proto__":"x","a":"2"},"list":[{"name":9223372036854775807,"keep":1,"add":9223372036854775806}]}')
  const ours = merge(observed, parseJsonText('{"data":{"__proto__":"x"}}'), desired)
  t.equal(JSON.stringify(ours), '{"data":{"a":"2"},"list":[{"name":9223372036854775807,"keep":1,"add":9223372036854775806}]}')
})

const scalar = fc.constantFrom<JsonValue>(true, 0, 1, 'a', 'b')
const keys = fc.constantFrom('a', 'b', 'c', '__proto__')
/** Values of one shape: a field has one type in all three objects, as with real kinds. */
const body = fc.record({
  text: scalar,
  map: fc.dictionary(keys, scalar),
  plain: fc.array(scalar, { maxLength: 3 }),
  items: fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), v: scalar, w: scalar }, { requiredKeys: ['name'] }), { selector: ({ name }) => name }),
}, { requiredKeys: [] })
const object = fc.dictionary(keys, body, { maxKeys: 2 })

t.test('what was merged once stays as it is: the same wish again changes nothing', async (t) => {
  fc.assert(fc.property(object, object, object, (observed, last, desired) => {
    const once = merge(observed, last, desired)
    return equals(merge(once, desired, desired), once)
  }), { numRuns: 2000 })
  t.pass('held for 2000 triples')
})

t.test('where nothing is observed the desired value stands as it is', async (t) => {
  fc.assert(fc.property(object, object, (last, desired) => equals(merge(undefined, last, desired), desired)))
  t.pass('held')
})
