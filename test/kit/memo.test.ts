import t from 'tap'
import { memoByText } from '../../src/kit/memo.ts'

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
