import t from 'tap'
import { CallRing } from '../../../studio/traffic/call-ring.ts'
import { LogRing } from '../../../studio/traffic/log-ring.ts'
import { callOf, lineOf } from './fixtures/seen.ts'

t.test('of every parent the newest calls are kept, newest first', async (t) => {
  const ring = new CallRing()
  for (let at = 1; at <= 25; at += 1) ring.add(callOf(`r:${at}`))
  ring.add(callOf('r:26', { parent: { kind: 'A', name: 'b', uid: 'u2' } }))
  const ids = ring.calls('hello').map(({ id }) => id)
  t.equal(ids.length, 21)
  t.same([ids[0], ids[1], ids.at(-1)], ['r:26', 'r:25', 'r:6'])
  t.equal(ring.call('r:5'), undefined)
  t.equal(ring.call('r:6')?.id, 'r:6')
})

t.test('of every program two hundred calls are kept', async (t) => {
  const ring = new CallRing()
  for (let at = 1; at <= 250; at += 1) ring.add(callOf(`r:${at}`, { parent: { kind: 'A', name: 'x', uid: `u${at}` } }))
  ring.add(callOf('o:1', { program: 'other' }))
  t.equal(ring.calls('hello').length, 200)
  t.equal(ring.calls('other').length, 1)
})

t.test('memory has an end, and whoever fills it gives way', async (t) => {
  const ring = new CallRing({ eachParent: 100, eachProgram: 100, bytes: 50_000 })
  ring.add(callOf('o:1', { program: 'other' }))
  for (let at = 1; at <= 40; at += 1) ring.add(callOf(`r:${at}`, { request: { big: 'é'.repeat(2000) } }))
  t.ok(ring.bytes <= 50_000)
  t.equal(ring.calls('other').length, 1)
  t.ok(ring.calls('hello').length >= 10)
  t.equal(ring.calls('hello')[0]?.id, 'r:40')
  ring.add(callOf('big', { request: { big: 'x'.repeat(60_000) } }))
  t.equal(ring.call('big'), undefined, 'what is larger than everything is not kept at all')
  t.ok(ring.bytes >= 0 && ring.bytes <= 50_000)
})

t.test('digits of numbers are kept', async (t) => {
  const ring = new CallRing()
  ring.add(callOf('r:1', { request: { n: JSON.parse('1e2') } }))
  t.same(ring.call('r:1')?.request, { n: 100 })
})

t.test('lines are numbered, and the newest are kept', async (t) => {
  const ring = new LogRing('r', { lines: 3, eachSecond: 100, characters: 5 })
  for (let at = 1; at <= 5; at += 1) ring.add(lineOf('a long line'), 0)
  const { records, dropped } = ring.after(0)
  t.same(records.map(({ id, message }) => [id, message]), [['r:3', 'a lon…'], ['r:4', 'a lon…'], ['r:5', 'a lon…']])
  t.equal(dropped, 0)
  t.same(ring.after(4).records.map(({ id }) => id), ['r:5'])
  t.match(ring.after(1), { dropped: 1, records: [{ id: 'r:3' }, { id: 'r:4' }, { id: 'r:5' }] })
  t.same(ring.after(5), { records: [], dropped: 0 })
  t.equal(ring.after(99).records.length, 3, 'a number of another life begins anew')
})

t.test('too many lines within a second are counted and told', async (t) => {
  const ring = new LogRing('r', { lines: 100, eachSecond: 2, characters: 50 })
  const added = ['a', 'b', 'c', 'd'].map((message) => ring.add(lineOf(message), 1500).length)
  t.same(added, [1, 1, 0, 0])
  t.match(ring.add(lineOf('e'), 2000), [{ source: 'host', level: 'warn', message: '2 lines were dropped: more than 2 a second' }, { message: 'e' }])
  t.same(ring.after(0).records.map(({ id }) => id), ['r:1', 'r:2', 'r:3', 'r:4'])
})
