import t from 'tap'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { body, now, run, valuesOf } from './fixture.ts'

const sandboxes = createSandboxes({ workers: 2, queue: 100 })
t.teardown(() => sandboxes.stop())

t.test('C16.4 the same call gives the same bytes 100 times, on every thread', async (t) => {
  const call = body(`
    const words = Object.keys(request.parent).map((key) => [key, ctx.hash(key), new Map([[{}, key]]).size])
    const sorted = [5, 3, 1, 4].sort((a, b) => (a % 2) - (b % 2))
    ctx.log.info(words, new Date())
    return { words, sorted, date: new Date(), texts: [String(new Date()), new Date().toLocaleString(), (1234.5).toLocaleString(), 'ä'.localeCompare('z')], stack: new Error('x').stack }`,
  { request: '{"parent":{"b":1,"a":2,"1":3}}' })
  const results = await Promise.all(Array.from({ length: 100 }, () => sandboxes.run(call)))
  const texts = new Set(results.map((result) => JSON.stringify([result.ok && result.output, result.logs])))
  t.equal(texts.size, 1)
  t.ok(results.every((result) => result.ok))
})

t.test('C16.4 there is no randomness', async (t) => {
  t.match(await run(sandboxes, 'return Math.random()'), { kill: 'exception', message: /Math\.random is not there/ })
  t.match(await run(sandboxes, 'return [1].map(Math.random)'), { kill: 'exception' })
})

t.test('C16.4 the only time is the time of the call, in UTC, however it is asked for', async (t) => {
  const milliseconds = Date.parse(now)
  const ways = [
    'Date.now()', 'new Date().getTime()', '+new Date', 'new Date.prototype.constructor().getTime()', 'new (Object.getPrototypeOf(new Date(0)).constructor)().getTime()',
    'Reflect.construct(Date, []).getTime()', 'Reflect.construct(Object, [], Date) instanceof Date && Date.now()', 'new (class extends Date {})().getTime()', 'Date.parse(Date()) ', 'new Date(undefined ?? Date.now()).valueOf()',
  ]
  t.same(await valuesOf(sandboxes, ways), Object.fromEntries(ways.map((way) => [way, milliseconds])))
  const zone = {
    'new Date().getTimezoneOffset()': 0,
    'new Date(2020, 5, 1).toISOString()': '2020-06-01T00:00:00.000Z',
    'new Date("2020-06-01T12:00").toISOString()': '2020-06-01T12:00:00.000Z',
    'new Date(0).getHours()': 0,
    'new Date(0).toString()': 'Thu Jan 01 1970 00:00:00 GMT+0000',
    'new Date(0).toLocaleString("de-DE", { timeZone: "Asia/Tokyo" })': '01/01/1970, 12:00:00 AM',
  }
  t.same(await valuesOf(sandboxes, Object.keys(zone)), zone)
})

t.test('C16.4 the clock stands still while the program runs, and the next call has its own', async (t) => {
  t.equal(await run(sandboxes, 'const a = Date.now(); for (let i = 0; i < 1e6; i++); return Date.now() - a'), 0)
  t.equal(await run(sandboxes, 'return new Date()', { now: '2030-01-01T00:00:00Z' }), '2030-01-01T00:00:00.000Z')
})
