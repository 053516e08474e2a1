import t from 'tap'
import { inProcessHooks } from '../../src/engine/in-process-hooks.ts'
import type { HookCall } from '../../src/engine/hook-call.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import { composite } from '../../src/kit/composite.ts'
import { struct } from '../../src/kit/fields.ts'
import { resource } from '../../src/kit/resource.ts'
import { begin } from './fixtures/world.ts'
import { parent } from './fixtures/things.ts'

const Toy = resource({
  group: 'demo.example.com', version: 'v1', kind: 'Thing', plural: 'things', singular: 'thing', shortNames: [], scope: 'Namespaced',
  description: 'A thing.', columns: [], spec: struct({}, 'spec'), status: struct({}, 'status'),
})
const toy = (resyncAfterSeconds = 0) => composite({
  name: 'toy', parent: Toy, children: [],
  sync: ({ now, parent: { metadata: { name } } }) => {
    if (name === 'broken') throw new TypeError('oops')
    return { children: [], status: { now }, resyncAfterSeconds }
  },
})
const call = (over: Partial<HookCall> = {}, name = 'p'): HookCall => ({
  controller: 'toy', hook: 'sync', parent: parent(),
  request: { controller: {}, parent: { apiVersion: 'demo.example.com/v1', kind: 'Thing', metadata: { name } }, children: {}, related: {}, finalizing: false }, ...over,
})

t.test('a hook is called as over the wire, with the time of the clock', async (t) => {
  const hooks = inProcessHooks([toy()], { clock: virtualClock(begin), settings: {} })
  t.match(await hooks(call()), { status: 200, body: { children: [], status: { now: '2026-11-21T00:00:00Z' } }, etag: undefined })
})

t.test('failures become the status that the service would answer', async (t) => {
  const hooks = inProcessHooks([toy()], { clock: virtualClock(begin), settings: {} })
  t.match(await hooks(call({}, 'broken')), { status: 500, body: /oops/ })
  t.match(await hooks(call({ request: {} })), { status: 400 })
  t.match(await hooks(call({ controller: 'other' })), { status: 404 })
})

const tagged = (resyncAfterSeconds: number) => {
  const clock = virtualClock(begin)
  return { clock, hooks: inProcessHooks([toy(resyncAfterSeconds)], { clock, settings: {}, withEtags: true }) }
}

for (const seconds of [0, 5]) {
  t.test(`the same request is answered 304, another one is not (resyncAfterSeconds ${seconds})`, async (t) => {
    const { hooks } = tagged(seconds)
    const { etag, status } = await hooks(call())
    t.strictSame([status, (await hooks(call({ ifNoneMatch: etag }))).status, (await hooks(call({ ifNoneMatch: etag }, 'q'))).status], [200, 304, 200])
  })
}

t.test('an answer that asks to be called again is not good for longer than that', async (t) => {
  for (const [seconds, later] of [[0, 304], [5, 200]] as const) {
    const { clock, hooks } = tagged(seconds)
    const { etag } = await hooks(call())
    await clock.advance(5_000)
    t.equal((await hooks(call({ ifNoneMatch: etag }))).status, later)
  }
})
