import t from 'tap'
import type { CompositeRegistration, HookRegistration } from '../../../src/engine/registration.ts'
import { ConfigMap, child, loose, parent, strict, things, wanted } from '../fixtures/things.ts'
import { begin, world } from '../fixtures/world.ts'
import type { Answer, World } from '../fixtures/world.ts'

// Group F of metacontroller.md §7.8.

const synced = parent({ status: { observedGeneration: 1 } })
const cached = child(ConfigMap, { metadata: { name: 'c' }, data: {} })
const calling = (sync: HookRegistration): CompositeRegistration => ({ ...things, hooks: { sync } })
const withEtags: HookRegistration = { ...loose, etag: {} }

const ran = async (answers: readonly Answer[], { registration = things, milliseconds = 100, dispatchMilliseconds = 1 } = {}): Promise<World> => {
  const left = [...answers]
  const made = world({ registration, objects: [synced, cached], hook: () => left.shift() ?? { children: [wanted('c')] }, dispatchMilliseconds })
  await made.run(milliseconds)
  return made
}
const reply = (status: number, body = '', headers: { retryAfter?: string; etag?: string } = {}): Answer => ({ reply: { status, body, ...headers } })
const times = ({ passes }: World): readonly number[] => passes.map(({ time }) => time - begin)
const outcomes = ({ passes }: World): readonly string[] => passes.map(({ outcome }) => outcome)

t.test('F01: 429 with seconds puts the parent off, quietly', async (t) => {
  const made = await ran([reply(429, 'later', { retryAfter: '7' })], { milliseconds: 8_000 })
  t.strictSame([outcomes(made), times(made), made.warnings(), made.ops()], [['throttled', 'done'], [1, 7_002], [], []])
})

t.test('F02: 429 with a date waits until then, in whole seconds rounded up', async (t) => {
  // The clock begins at a full second: a date 2.2 s ahead is 200 ms before its next pass.
  const made = world({ objects: [synced], hook: ({ parent: { metadata } }) => metadata.generation === 1 && made.calls.length === 1 ? reply(429, '', { retryAfter: new Date(begin + 3_000).toUTCString() }) : {}, dispatchMilliseconds: 800 })
  await made.run(10_000)
  t.strictSame(times(made), [800, 800 + 3_000 + 800])
})

for (const retryAfter of [undefined, '1.5', 'soon', '-3', 'Sat, 21 Nov 2026 00:00:00 GMT']) {
  t.test(`F03: 429 with Retry-After ${retryAfter ?? 'absent'} comes back at once`, async (t) => {
    const made = await ran([reply(429, '', retryAfter === undefined ? {} : { retryAfter }), reply(429)])
    t.strictSame([outcomes(made), times(made)], [['throttled', 'throttled', 'done'], [1, 2, 3]])
  })
}

t.test('F04: 500 fails the pass, and the Event has the body', async (t) => {
  const made = await ran([reply(500, 'boom')])
  t.strictSame([outcomes(made), times(made)], [['failed', 'done'], [1, 7]])
  t.match(made.warnings(), [/500.*boom/])
})

for (const status of [201, 204, 301, 304, 400, 404, 412, 503]) {
  t.test(`F05: ${status} fails the pass, nothing but 200 is an answer`, async (t) => {
    t.strictSame(outcomes(await ran([reply(status, '{}')])), ['failed', 'done'])
  })
}

t.test('F06: read loosely, an error body deletes all children and the status', async (t) => {
  const made = await ran([reply(200, '{"some":"x"}')], { registration: calling(loose), milliseconds: 1 })
  t.strictSame(made.ops(), ['DELETE ConfigMap n1/c (uid X, Background)'])
})

t.test('F07: read strictly, it fails and nothing is written', async (t) => {
  const made = await ran([reply(200, '{"some":"x"}')], { milliseconds: 1 })
  t.strictSame([made.operations, outcomes(made)], [[], ['failed']])
})

for (const body of ['', '{', '[]', '"text"', '7', '{"children":{}}', '{"children":["x"]}', '{"children":[{"apiVersion":"v1"}]}', '{"status":"x"}', '{"resyncAfterSeconds":"5"}', '{"finalized":"yes"}']) {
  t.test(`F08: a body such as ${body || 'nothing'} fails the pass`, async (t) => {
    const made = await ran([reply(200, body)], { registration: calling(loose), milliseconds: 1 })
    t.strictSame([made.operations, outcomes(made)], [[], ['failed']])
  })
}

const first = JSON.stringify({ children: [wanted('c'), wanted('first')] })
const second = JSON.stringify({ children: [wanted('c'), wanted('second')] })

for (const [id, status] of [['F09', 304], ['F10', 412]] as const) {
  t.test(`${id}: ${status} to a remembered ETag uses the remembered body`, async (t) => {
    const made = await ran([reply(200, first, { etag: '"1"' }), reply(status)], { registration: calling(withEtags), milliseconds: 2 })
    t.strictSame(made.calls.map(({ ifNoneMatch }) => ifNoneMatch), [undefined, '"1"'])
    t.strictSame([outcomes(made), made.ops()], [['done', 'done'], ['POST ConfigMap n1/first']])
  })
}

t.test('F11: 304 to a request without ETag is an error', async (t) => {
  t.strictSame(outcomes(await ran([reply(304)], { registration: calling(withEtags), milliseconds: 1 })), ['failed'])
})

t.test('F12: a new ETag takes the place of the old one', async (t) => {
  const made = await ran([reply(200, first, { etag: '"1"' }), reply(200, second, { etag: '"2"' }), reply(304)], { registration: calling(withEtags), milliseconds: 3 })
  t.strictSame(made.calls.map(({ ifNoneMatch }) => ifNoneMatch), [undefined, '"1"', '"2"'])
  t.match(made.ops(), ['POST ConfigMap n1/first', /^DELETE ConfigMap n1\/first/, 'POST ConfigMap n1/second'])
  t.equal(made.ops().length, 3)
})

t.test('an answer without ETag leaves the remembered one, and a remembered one ends with its lifetime', async (t) => {
  const registration = calling({ ...withEtags, etag: { lifetimeMilliseconds: 5_000 } })
  const again = { children: [wanted('c')], resyncAfterSeconds: 2 }
  const made = await ran([reply(200, JSON.stringify(again), { etag: '"1"' }), again, again, again], { registration, milliseconds: 6_100 })
  t.strictSame(made.calls.map(({ ifNoneMatch }) => ifNoneMatch), [undefined, '"1"', '"1"', undefined])
})

t.test('F13: of several delayed passes the earliest counts', async (t) => {
  const resync = (seconds: number) => ({ children: [wanted('c')], resyncAfterSeconds: seconds })
  const made = await ran([resync(30), resync(5), resync(60)], { milliseconds: 1_000 })
  for (const at of [1, 2]) {
    await made.store.update(ConfigMap, { ...cached, metadata: { ...cached.metadata, resourceVersion: '', labels: { ...cached.metadata.labels, at: String(at) } } })
    await made.run(1_000)
  }
  await made.run(10_000)
  t.strictSame(times(made), [1, 1_001, 2_001, 6_002])
})

t.test('F14: a short delay makes exactly one more pass', async (t) => {
  const made = await ran([{ children: [wanted('c')], resyncAfterSeconds: 0.1 }], { milliseconds: 60_000 })
  t.strictSame(times(made), [1, 102])
})

t.test('F15: an answer that takes too long fails the pass', async (t) => {
  const never = new Promise<Answer>(() => {})
  const made = world({ objects: [synced], hook: () => never })
  await made.run(10_001)
  t.strictSame([outcomes(made), made.passes[0]?.milliseconds], [['failed'], 10_000])
  t.match(made.warnings(), [/within 10000 ms/])
})

t.test('a hook that cannot be reached fails the pass', async (t) => {
  const made = world({ objects: [synced], hook: () => Promise.reject(new TypeError('connection refused')) })
  await made.run(1)
  t.match(made.warnings(), [/connection refused/])
  t.match(made.hooks, [{ status: 0, answer: 'connection refused' }])
})

for (const body of ['{"children":[null]}', '{"children":[{"kind":"ConfigMap"},null]}']) {
  t.test(`F16: ${body} is the end of the whole process`, async (t) => {
    const made = await ran([reply(200, body)], { registration: calling(strict) })
    t.strictSame(outcomes(made), ['crashed'])
    t.match(made.engine.crash(), 'a child is null')
    t.strictSame([made.engine.pending(), made.operations], [0, []])
  })
}

t.test('null as an answer is an empty one, read strictly too', async (t) => {
  t.strictSame((await ran([reply(200, 'null')], { milliseconds: 1 })).ops(), ['DELETE ConfigMap n1/c (uid X, Background)'])
})
