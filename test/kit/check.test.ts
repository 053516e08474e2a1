import t from 'tap'
import { checkOf } from '../../src/kit/check.ts'
import { choice, flag, integer, intOrText, listOf, looseTextMap, optional, struct, text } from '../../src/kit/fields.ts'

const check = checkOf(struct({
  name: text('n', { minLength: 1 }),
  size: optional(integer('s', { minimum: 1 })),
  on: optional(flag('o')),
  mode: optional(choice(['a', 'b'], 'm')),
  port: optional(intOrText('p')),
  items: optional(listOf(struct({ key: text('k', { pattern: '^x' }) }, 'i'), 'l')),
  map: optional(looseTextMap('m')),
}, 'top'))

const said = (value: unknown): readonly string[] => check.problems(value, 'spec').map(({ path, message }) => `${path}: ${message}`)

t.test('a fitting value has no problems', async (t) => {
  t.strictSame(said({ name: 'a', size: 1, on: true, mode: 'a', port: 'x', items: [{ key: 'x' }], map: { a: 1, b: 'c' } }), [])
})

for (const [value, expected] of [
  [{}, 'spec.name: is required'],
  [{ name: '' }, 'spec.name: must not be empty'],
  [{ name: 1 }, 'spec.name: must be a string'],
  [{ name: 'a', size: 0 }, 'spec.size: must be at least 1'],
  [{ name: 'a', size: '1' }, 'spec.size: must be an integer'],
  [{ name: 'a', on: 'yes' }, 'spec.on: must be true or false'],
  [{ name: 'a', mode: 'c' }, 'spec.mode: must be one of a, b'],
  [{ name: 'a', port: [] }, 'spec.port: must be a whole number or a text'],
  [{ name: 'a', items: {} }, 'spec.items: must be a list'],
  [{ name: 'a', items: [{ key: 'x' }, { key: 'y' }] }, 'spec.items[1].key: must match ^x'],
  [{ name: 'a', items: [{}] }, 'spec.items[0].key: is required'],
  [{ name: 'a', map: { 'a.b/c': true } }, 'spec.map.a.b/c: must be a whole number or a text'],
  ['text', 'spec: must be a map'],
] as const) {
  t.test(`${JSON.stringify(value)} is refused with its path`, async (t) => {
    t.strictSame(said(value), [expected])
  })
}

t.test('several mistakes are all named, each path once', async (t) => {
  t.strictSame(said({ name: 1, size: 'a' }), ['spec.name: must be a string', 'spec.size: must be an integer'])
})
