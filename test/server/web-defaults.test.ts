import t from 'tap'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { reaches } from './fixtures/metric.ts'
import { openApp } from './fixtures/open-app.ts'
import { openService } from './fixtures/open-service.ts'
import { configMap, greetingRequest, post, sync } from './fixtures/request.ts'
import { openWire, postText } from './fixtures/wire.ts'

const mebibyte = 1024 * 1024

/** A valid request of exactly so many bytes. */
const weighing = (bytes: number): Buffer => {
  const request = (padding: string): string => JSON.stringify({ ...greetingRequest(), padding })
  return Buffer.from(request('x'.repeat(bytes - request('').length)))
}

t.test('bodyLimit: 413 only above 64 MiB', async (t) => {
  const app = openApp(t)
  t.equal((await post(app, sync, { payload: weighing(2 * mebibyte) })).status, 200, 'an app with more than 50 agents')
  t.equal((await post(app, sync, { payload: weighing(64 * mebibyte) })).status, 200, 'exactly the limit')
  const { status, body } = await post(app, sync, { payload: weighing(64 * mebibyte + 1) })
  t.equal(status, 413)
  t.match(JSON.parse(body), { code: 'KH_BODY_TOO_LARGE', detail: /67108864/ })
})

t.test('onProtoPoisoning: a ConfigMap with the key __proto__ survives', async (t) => {
  const data = '{"__proto__":"legal","constructor":"too","a":"b"}'
  const payload = JSON.stringify(greetingRequest({ children: { 'n1/hi-letter': configMap('hi-letter', { data: 'DATA' }) } })).replace('"DATA"', data)
  const { status, body } = await post(openApp(t), sync, { payload })
  t.equal(status, 200)
  t.same(Object.entries(JSON.parse(body).children[0].data), [['__proto__', 'legal'], ['constructor', 'too'], ['a', 'b'], ['text', 'Hello you']])
})

t.test('Ajv coercion, defaults, removal: nothing is turned into what it is not', async (t) => {
  const app = openApp(t)
  const text = JSON.stringify(greetingRequest()).replace('"finalizing":false', '"finalizing":"false"')
  t.match(JSON.parse((await post(app, sync, { payload: text })).body), { code: 'KH_ENVELOPE_INVALID', detail: /finalizing/ }, 'a text is no boolean')
  const typo = JSON.parse((await post(app, sync, { payload: greetingRequest({ spec: { times: '3' } }) })).body)
  t.match(typo.status.conditions, [{ reason: 'InvalidSpec', message: 'spec.times: must be an integer' }], 'a text is no number')
  const lone = { whom: null }
  t.match(JSON.parse((await post(app, sync, { payload: greetingRequest({ spec: lone }) })).body).status.conditions, [{ message: /^spec\.whom: / }], 'null is no text')
})

t.test('response schema: fields of a child that no schema lists survive', async (t) => {
  const applied = { ...configMap('hi-letter'), binaryData: { a: 'AA==' }, immutable: true, unheardOf: { deeply: [{ nested: 1.5 }] } }
  const observed = configMap('hi-letter', { metadata: { name: 'hi-letter', namespace: 'n1', annotations: { [lastAppliedAnnotation]: JSON.stringify(applied) } } })
  const { body } = await post(openApp(t), '/hooks/mirror/sync', { payload: greetingRequest({ children: { 'n1/hi-letter': observed } }) })
  t.same(JSON.parse(body).children, [applied])
})

t.test('int64 in JSON.parse: digits survive a round trip through the last-applied annotation', async (t) => {
  const applied = JSON.stringify(configMap('hi-letter')).replace(/\}$/, ',"big":9223372036854775807,"small":-9223372036854775808,"list":[12345678901234567890]}')
  const observed = configMap('hi-letter', { metadata: { name: 'hi-letter', namespace: 'n1', annotations: { [lastAppliedAnnotation]: applied } } })
  const { status, body } = await post(openApp(t), '/hooks/mirror/sync', { payload: greetingRequest({ children: { 'n1/hi-letter': observed } }) })
  t.equal(status, 200)
  t.match(body, '"big":9223372036854775807,"small":-9223372036854775808,"list":[12345678901234567890]')
})

t.test('keep-alive: idle connections outlive those of Go\'s client', async (t) => {
  const { hooks } = await openService(t)
  const wire = await openWire(hooks)
  const body = JSON.stringify(greetingRequest())
  wire.send(postText(sync, body.length, body))
  const { status, head } = await wire.answer()
  t.equal(status, 200)
  t.match(head, 'connection: keep-alive')
  t.ok(Number(/keep-alive: timeout=(\d+)/.exec(head)?.[1]) >= 100, head)
  wire.drop()
})

t.test('no shedding: overload is 429 with a whole number of seconds in Retry-After', async (t) => {
  const { hooks } = await openService(t, { requestsInWork: 1 })
  const [first, second] = [await openWire(hooks), await openWire(hooks)]
  first.send(postText(sync, 1000, '{'))
  await reaches(hooks, 'kaspr_hooks_requests_in_work', 1)
  second.send(postText(sync, 1000))
  const { status, head, body } = await second.answer()
  t.equal(status, 429)
  t.match(head, /retry-after: [1-5]\r\n/)
  t.equal(JSON.parse(body).code, 'KH_OVERLOADED')
  first.drop()
  second.drop()
})
