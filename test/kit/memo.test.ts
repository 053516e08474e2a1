import t from 'tap'
import { memoByPlace, memoByText } from '../../src/kit/memo.ts'

t.test('a result is computed once a key', async (t) => {
  const remember = memoByText<number>()
  let calls = 0
  const compute = (): number => { calls += 1; return 7 }
  t.equal(remember('a', compute), 7)
  t.equal(remember('a', compute), 7)
  t.equal(calls, 1)
})

t.test('the oldest entries go when the keys outgrow the limit, the newest stays', async (t) => {
  const remember = memoByText<string>(10)
  const calls: string[] = []
  const ask = (key: string): string => remember(key, () => { calls.push(key); return key })
  ;['aaaa', 'bbbb', 'cccc', 'cccc', 'aaaa'].forEach(ask)
  t.strictSame(calls, ['aaaa', 'bbbb', 'cccc', 'aaaa'])
})

t.test('a place gives back its last result for an equal input, and only for that', async (t) => {
  const remember = memoByPlace<number>()
  const ask = (place: string, input: object): number => remember(place, input, () => { calls += 1; return calls })
  let calls = 0
  t.equal(ask('a', { x: [1] }), 1)
  t.equal(ask('a', { x: [1] }), 1, 'equal, not identical')
  t.equal(ask('a', { x: [2] }), 2, 'another input')
  t.equal(ask('a', { x: [1] }), 3, 'only the last input is kept')
  t.equal(ask('b', { x: [1] }), 4, 'another place')
})

t.test('the oldest places go when their inputs outgrow the limit; an input that changes counts once', async (t) => {
  const remember = memoByPlace<string>(8)
  const calls: string[] = []
  const ask = ([place = '', input]: string): string => remember(place, input, () => { calls.push(`${place}${input}`); return place })
  ;['a1', 'a2', 'b1', 'b1', 'a2', 'c1', 'b1', 'a2'].forEach(ask)
  t.strictSame(calls, ['a1', 'a2', 'b1', 'c1', 'a2'])
})
