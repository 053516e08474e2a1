import t from 'tap'
import { expiryOf } from '../../../hooks/environment/environment/expiry.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { begin, grown } from './fixtures/life.ts'

const expiry = (ttl: string | undefined, now: string) =>
  expiryOf({ parent: trusted({ metadata: { name: 'acme-shop-pr7', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: ttl === undefined ? {} : { ttl } }), now })

t.test('the wait for the end is never nothing and never negative', async (t) => {
  t.match(expiry('1h', '2026-01-01T00:00:00Z'), { at: '2026-01-01T01:00:00Z', isOver: false, secondsLeft: 3600 })
  t.match(expiry('1h', '2026-01-01T00:59:59.999Z'), { isOver: false, secondsLeft: 1 })
  t.match(expiry('1h', '2026-01-01T01:00:00Z'), { isOver: true, secondsLeft: undefined })
  t.match(expiry('1h', '2027-01-01T00:00:00Z'), { isOver: true, secondsLeft: undefined })
  t.match(expiry(undefined, '2027-01-01T00:00:00Z'), { at: undefined, isOver: false, secondsLeft: undefined })
})

t.test('a long wait is made in steps of a day: centuries do not fit the span in which Metacontroller counts', async (t) => {
  t.match(expiry('2000000h', '2026-01-01T00:00:00Z'), { at: '2254-02-28T08:00:00Z', secondsLeft: 86_400 })
  t.match(expiry('87600000h', '2026-01-01T00:00:00Z'), { at: '9999-12-31T00:00:00Z', secondsLeft: 86_400 })
})

t.test('the end comes by a resync alone, and asks for the deletion', async (t) => {
  const life = await grown({ spec: { ttl: '2h' } })
  t.match(await life.status(), { expiresAt: '2026-01-01T02:00:00Z' })
  t.match(await life.condition('Expired'), { status: 'False', message: 'it lives until 2026-01-01T02:00:00Z' })
  await life.world.advance(2 * 3600_000)
  t.match(await life.condition('Expired'), { status: 'True', reason: 'TimeToLiveOver', message: /delete it/ })
  t.match(await life.status(), { phase: 'Ready' }, 'it goes on until somebody deletes it')
})

t.test('what expires with retainData says that its data stays', async (t) => {
  const life = await grown({ spec: { ttl: '1h', retainData: true } })
  await life.world.advance(3600_000)
  t.match(await life.condition('Expired'), { status: 'True', message: /its data stays until spec\.retainData is false/ })
})

t.test('time goes on while an environment is suspended', async (t) => {
  const life = await grown({ spec: { ttl: '2h' } })
  await life.apply({ suspend: true })
  await life.rest()
  await life.world.advance(2 * 3600_000)
  t.match(await life.condition('Expired'), { status: 'True' })
  t.match(await life.status(), { phase: 'Suspended' })
})

t.test('time goes on while an environment is frozen', async (t) => {
  const life = await grown({ spec: { ttl: '2h' } })
  await life.removeProject()
  await life.rest()
  await life.world.advance(2 * 3600_000)
  t.match(await life.condition('Expired'), { status: 'True' })
  t.match(await life.condition('ConfigValid'), { status: 'False', reason: 'ProjectNotFound' })
})

t.test('a longer time to live takes the request back', async (t) => {
  const life = await grown({ spec: { ttl: '1h' } })
  await life.world.advance(3600_000)
  t.match(await life.condition('Expired'), { status: 'True' })
  await life.apply({ ttl: '5h' })
  await life.rest()
  t.match(await life.condition('Expired'), { status: 'False' })
})

t.test('nothing is written while time passes', async (t) => {
  const life = await begin({ spec: { ttl: '72h' } })
  await life.rest()
  const before = JSON.stringify(await life.status())
  await life.world.advance(48 * 3600_000)
  t.equal(JSON.stringify(await life.status()), before)
})
