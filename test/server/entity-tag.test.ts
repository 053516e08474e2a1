import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { entityTag, heldTag, requestDigest, scopeDigest } from '../../src/server/entity-tag.ts'
import type { TagScope } from '../../src/server/entity-tag.ts'
import { openApp } from './fixtures/open-app.ts'
import { configMap, greetingRequest, noon, noonSeconds, post, sync } from './fixtures/request.ts'

const scope: TagScope = { release: '1', settings: { A: 'a', B: 'b' }, controller: 'greeting', hook: 'sync' }
const at = (seconds: number): string => new Date((noonSeconds + seconds) * 1000).toISOString()
const tagOf = (answer: { headers: Readonly<Record<string, unknown>> }): string => String(answer.headers['etag'])

t.test('a tag depends on release, settings, controller, hook and every byte', async (t) => {
  const bytes = Buffer.from('{"a":1}')
  const digest = requestDigest(scopeDigest(scope), bytes)
  const others: readonly Partial<TagScope>[] = [{ release: '2' }, { settings: { A: 'a' } }, { settings: { A: 'a', B: 'c' } }, { controller: 'mirror' }, { hook: 'finalize' }]
  for (const other of others) t.not(requestDigest(scopeDigest({ ...scope, ...other }), bytes), digest, JSON.stringify(other))
  t.not(requestDigest(scopeDigest(scope), Buffer.from('{"a":1} ')), digest)
  t.equal(requestDigest(scopeDigest({ ...scope, settings: { B: 'b', A: 'a' } }), bytes), digest, 'the order of settings does not matter')
})

t.test('settings cannot pass for others', async (t) => {
  t.not(scopeDigest({ ...scope, settings: { A: 'a,B=b' } }), scopeDigest({ ...scope, settings: { A: 'a', B: 'b' } }))
})

t.test('a tag without a deadline is good for ever, one with a deadline until then', async (t) => {
  t.equal(entityTag('d', noon, 0), '"d"')
  t.equal(heldTag('"d"', 'd', at(10 ** 8)), '"d"')
  const tag = entityTag('d', noon, 30)
  t.equal(tag, `"d-${noonSeconds + 30}"`)
  t.equal(heldTag(tag, 'd', at(29)), tag)
  t.equal(heldTag(tag, 'd', at(30)), undefined, 'the sync that was asked for is computed')
})

t.test('a part of a second is never rounded up', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), fc.nat(999), (resync, milliseconds) => {
    const tag = entityTag('d', noon, resync)
    return heldTag(tag, 'd', new Date(Math.ceil((noonSeconds + resync) * 1000) + milliseconds).toISOString()) === undefined
  })))
})

t.test('tags are found in lists and as weak ones; a star, nonsense and other tags are not', async (t) => {
  for (const header of ['"d"', 'W/"d"', '"x", "d"', '"x",W/"d" , "y"', ' "d" ']) t.equal(heldTag(header, 'd', noon), '"d"', header)
  const future = String(noonSeconds + 5)
  for (const header of [undefined, '', '*', 'd', '"x"', '"dd"', '"d-"', '"d-x"', `"d-${future}x"`, `"d--${future}"`, `"x-${future}"`, '"d-9999999999999"', '"']) {
    t.equal(heldTag(header, 'd', noon), undefined, String(header))
  }
})

t.test('an unchanged request is answered 304, before it is parsed', async (t) => {
  const app = openApp(t)
  const first = await post(app, sync, {})
  const again = await post(app, sync, { headers: { 'if-none-match': tagOf(first) } })
  t.match(again, { status: 304, body: '' })
  t.equal(tagOf(again), tagOf(first))
  const broken = await post(app, sync, { payload: '{"' })
  t.equal(broken.headers['etag'], undefined, 'failures carry no tag')
})

t.test('what does not match is computed: another request, another hook, a star', async (t) => {
  const app = openApp(t)
  const headers = { 'if-none-match': tagOf(await post(app, sync, {})) }
  t.equal((await post(app, sync, { payload: greetingRequest({ children: { 'n1/a': configMap('a') } }), headers })).status, 200)
  t.equal((await post(app, '/hooks/greeting/finalize', { headers })).status, 200)
  t.equal((await post(app, sync, { headers: { 'if-none-match': '*' } })).status, 200)
})

t.test('another release or other settings compute everything anew', async (t) => {
  const headers = { 'if-none-match': tagOf(await post(openApp(t), sync, {})) }
  t.equal((await post(openApp(t), sync, { headers })).status, 304, 'another replica of the same release')
  t.equal((await post(openApp(t, { release: '1.2.4' }), sync, { headers })).status, 200)
  t.equal((await post(openApp(t, { settings: { TOY_WORD: 'Ahoy' } }), sync, { headers })).status, 200)
})

t.test('an answer that depends on the clock is computed again after its time, by any replica', async (t) => {
  const payload = greetingRequest({ spec: { againAfter: 5 } })
  const first = await post(openApp(t), sync, { payload })
  const headers = { 'if-none-match': tagOf(first) }
  t.match(tagOf(first), new RegExp(`-${noonSeconds + 5}"$`))
  t.equal((await post(openApp(t, { clock: () => at(4) }), sync, { payload, headers })).status, 304)
  const later = await post(openApp(t, { clock: () => at(5) }), sync, { payload, headers })
  t.equal(later.status, 200)
  t.match(tagOf(later), new RegExp(`-${noonSeconds + 10}"$`))
})

t.test('a failure is never remembered: 500 carries no tag', async (t) => {
  const { status, headers } = await post(openApp(t), sync, { payload: greetingRequest({ spec: { mood: 'broken' } }) })
  t.equal(status, 500)
  t.notOk('etag' in headers)
})
