import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import type { ItemRecord } from '../../../../hooks/oaat/oaatgroup/item-record.ts'
import { candidates, choose, coolOffOf, dueAt, nextDueAt } from '../../../../hooks/oaat/oaatgroup/selection.ts'
import type { Choice, Rules } from '../../../../hooks/oaat/oaatgroup/selection.ts'

const uid = '0f6f0b0e-6a1d-4f5c-9a53-6f1b6f0c9d11'
const now = Date.UTC(2026, 10, 21, 10)
const minute = 60_000

/** Ages in minutes; null: never. */
const item = (name: string, ...[success, failure = null, failures = 0]: readonly [success: number | null, failure?: number | null, failures?: number]): ItemRecord => ({
  name,
  failures,
  ...(success === null ? {} : { success: now - success * minute }),
  ...(failure === null ? {} : { failure: now - failure * minute }),
  entry: {},
  unreadable: [],
})

const rules = (frequency: number, coolOff?: number): Rules =>
  ({ frequency: frequency * minute, coolOff: coolOffOf(coolOff === undefined ? undefined : coolOff * minute), once: false })

/** Shares of the items over 3,000 runs. */
const shares = (items: readonly ItemRecord[], given: Rules, selection: Choice['selection'] = 'code'): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (let sequence = 1; sequence <= 3000; sequence += 1) {
    const name = choose(candidates(items, given, now), { uid, sequence, selection })?.name ?? 'none'
    found[name] = (found[name] ?? 0) + 1 / 3000
  }
  return found
}

const five = ['a', 'b', 'c', 'd', 'e']

interface Vector {
  readonly rules: Rules
  readonly items: readonly ItemRecord[]
  readonly shares: Readonly<Record<string, number>>
}

const vectors: readonly Vector[] = [
  { rules: rules(1), items: [item('a', null)], shares: { a: 1 } },
  { rules: rules(1), items: [item('a', 0)], shares: { none: 1 } },
  { rules: rules(1), items: [item('a', 5)], shares: { a: 1 } },
  { rules: rules(1), items: [item('a', null, 0)], shares: { a: 1 } },
  { rules: rules(10, 5), items: [item('a', null, 1)], shares: { none: 1 } },
  { rules: rules(10, 1), items: [item('a', null, 5)], shares: { a: 1 } },
  { rules: rules(1, 10), items: [item('a', null, 5)], shares: { none: 1 } },
  { rules: rules(1, 5), items: [item('a', null, 10, 1)], shares: { a: 1 } },
  { rules: rules(1), items: five.map((name) => item(name, null)), shares: { a: 0.2, b: 0.2, c: 0.2, d: 0.2, e: 0.2 } },
  { rules: rules(1), items: five.map((name) => item(name, name === 'c' ? 7 : 5)), shares: { c: 1 } },
  { rules: rules(1), items: [item('a', null, 10, 1), item('b', null)], shares: { a: 0.665, b: 0.335 } },
  { rules: rules(1), items: [item('a', null, 10, 1), item('b', null, 20, 2)], shares: { b: 1 } },
  { rules: rules(60), items: [item('item1', null), item('item2', 3 * 525_600)], shares: { item1: 1 } },
  { rules: rules(1, 10), items: [item('a', 2, 3), item('b', null)], shares: { b: 1 } },
  { rules: rules(1), items: [item('a', 1)], shares: { none: 1 } },
  { rules: rules(1, 5), items: [item('a', null, 5, 1)], shares: { a: 1 } },
]

t.test('who runs next, over 3,000 runs', async (t) => {
  for (const [index, vector] of vectors.entries()) {
    const found = shares(vector.items, vector.rules)
    t.strictSame(Object.keys(found).toSorted(), Object.keys(vector.shares).toSorted(), `vector ${index + 1}: who`)
    for (const [name, share] of Object.entries(vector.shares)) t.ok(Math.abs((found[name] ?? 0) - share) < 0.02, `vector ${index + 1}: ${name} ${found[name]}`)
  }
})

t.test('a wildcard goes to the oldest success among those that never failed since', async (t) => {
  const items = [item('failed', 9, 10, 1), item('old', 8), item('young', 7)]
  t.equal(choose(items, { uid, sequence: 4, selection: 'code' })?.name, 'old', 'sequence 4 draws the wildcard')
  t.equal(choose(items, { uid, sequence: 1, selection: 'code' })?.name, 'failed')
})

t.test('as documented: the oldest success, then the oldest failure, then a draw', async (t) => {
  const items = [item('a', null, 10, 1), item('b', null, 20, 2), item('c', 30)]
  t.strictSame(Object.keys(shares(items, rules(1), 'documented')), ['b'])
  t.strictSame(Object.keys(shares([...items, item('new', null)], rules(1), 'documented')), ['new'], 'never failed is the oldest failure')
  const equal = shares([item('a', 5, 9), item('b', 5, 9), item('c', 5, 8)], rules(1), 'documented')
  t.strictSame(Object.keys(equal).toSorted(), ['a', 'b'])
  t.ok(Math.abs((equal['a'] ?? 0) - 0.5) < 0.03)
})

t.test('a repeated name has one lot', async (t) => {
  const found = shares([item('a', null), item('a', null), item('a', null), item('b', null)], rules(1))
  t.ok(Math.abs((found['a'] ?? 0) - 0.5) < 0.03, `${found['a']}`)
  t.equal(choose([item('a', null), item('a', null)], { uid, sequence: 1, selection: 'code' })?.name, 'a')
})

t.test('once: an item runs until it succeeded', async (t) => {
  const once = { ...rules(1), once: true }
  t.strictSame(candidates([item('done', 5000), item('open', null), item('failed', null, 5, 3)], once, now).map(({ name }) => name), ['open', 'failed'])
  t.equal(dueAt(item('done', 5000), once), undefined)
  t.equal(nextDueAt([item('done', 5000)], once), undefined)
})

t.test('a growing cool-off counts only while failures are counted', async (t) => {
  const growing = coolOffOf(5 * minute, { initial: minute, factor: 2, max: 10 * minute })
  t.strictSame([0, 1, 2, 3, 4, 5, 5000].map((failures) => growing(item('a', null, 1, failures))), [undefined, ...[1, 2, 4, 8, 10, 10].map((count) => count * minute)])
  const given = { ...rules(1), coolOff: growing }
  t.strictSame(candidates([item('later success', 2, 3, 0), item('second failure', null, 1.5, 2), item('first', null, 1.5, 1)], given, now).map(({ name }) => name), ['later success', 'first'])
})

t.test('an item is due behind its frequency and at the end of its cool-off', async (t) => {
  t.equal(dueAt(item('a', null), rules(1, 5)), 0)
  t.equal(dueAt(item('a', 0), rules(1)), now + minute + 1)
  t.equal(dueAt(item('a', null, 0, 1), rules(1, 5)), now + 5 * minute)
  t.equal(dueAt(item('a', 0, 1), rules(1, 5)), now + 4 * minute)
  t.equal(nextDueAt([item('a', 0), item('b', 0.5)], rules(1)), now + minute / 2 + 1)
  t.equal(nextDueAt([], rules(1)), undefined)
})

const minutes = fc.option(fc.double({ min: 0, max: 20, noNaN: true }), { nil: null })
const arbitraryItem = fc.tuple(minutes, minutes, fc.integer({ min: 0, max: 3 })).map(([success, failure, failures]) => item('a', success, failure, failures))
const arbitraryRules = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined })).map(([frequency, coolOff]) => rules(frequency, coolOff))

t.test('an item may run from the millisecond on in which it is due, and not before', async () => {
  fc.assert(fc.property(arbitraryItem, arbitraryRules, (given, by) => {
    const due = dueAt(given, by) ?? 0
    return candidates([given], by, Math.max(due, 1)).length === 1 && (due === 0 || candidates([given], by, due - 1).length === 0)
  }))
})

t.test('with no failures, code and documentation agree', async () => {
  const items = fc.array(minutes, { minLength: 1, maxLength: 9 }).map((ages) => ages.map((age, index) => item(`i${index}`, age)))
  fc.assert(fc.property(items, fc.integer({ min: 1, max: 9999 }), (given, sequence) => {
    const [code, documented] = (['code', 'documented'] as const).map((selection) => choose(given, { uid, sequence, selection })?.name)
    return code === documented && code !== undefined
  }))
})
