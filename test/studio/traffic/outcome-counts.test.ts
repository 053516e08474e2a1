import t from 'tap'
import { OutcomeCounts } from '../../../studio/traffic/outcome-counts.ts'
import { callOf, noon } from './fixtures/seen.ts'

const start = Date.parse(noon)
const later = (seconds: number): string => new Date(start + seconds * 1000).toISOString()

t.test('calls are counted for each revision, those without an answer apart', async (t) => {
  const counts = new OutcomeCounts(10)
  for (const outcome of ['ok', 'killed', 'denied'] as const) counts.add(callOf('r:1', { outcome }))
  for (const code of ['KH_PROGRAM_ANSWER_INVALID', 'KH_ENGINE_BROKEN']) counts.add(callOf('r:1', { outcome: 'refused', reason: { code, message: '' } }))
  counts.add(callOf('r:2', { revision: 'hello-2', hook: 'finalize' }))
  counts.add(callOf('r:3', { hook: 'customize' }))
  counts.add(callOf('r:4', { revision: undefined, outcome: 'refused' }))
  t.same(counts.since('hello', start), [{ revision: 'hello-1', calls: 4, failures: 3 }, { revision: 'hello-2', calls: 1, failures: 0 }])
  t.same(counts.since('other', 0), [])
})

t.test('five minutes are kept', async (t) => {
  const counts = new OutcomeCounts(10)
  for (const seconds of [0, 100, 299]) counts.add(callOf('r:1', { now: later(seconds) }))
  t.match(counts.since('hello', 0), [{ calls: 3 }])
  counts.add(callOf('r:1', { now: later(300) }))
  t.match(counts.since('hello', 0), [{ calls: 3 }], 'the first one is gone')
  t.match(counts.since('hello', start + 299_000), [{ calls: 2 }])
})

t.test('memory has an end: of programs, and of revisions of one of them', async (t) => {
  const counts = new OutcomeCounts(2)
  for (const program of ['a', 'b', 'a', 'c']) counts.add(callOf('r:1', { program }))
  t.same(['a', 'b', 'c'].map((program) => counts.since(program, 0).length), [1, 0, 1], 'the silent one goes')
  for (let at = 0; at < 5000; at += 1) counts.add(callOf('r:1', { program: 'a', revision: `a-${at}` }))
  t.equal(counts.since('a', 0).length, 2000)
})
