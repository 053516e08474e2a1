import t from 'tap'
import { maximumDepth } from '../../src/protocol/json.ts'
import { reaches } from './fixtures/metric.ts'
import { openApp } from './fixtures/open-app.ts'
import { openService } from './fixtures/open-service.ts'
import { greetingRequest, post, sync } from './fixtures/request.ts'
import { openWire, postText } from './fixtures/wire.ts'

const nested = (depth: number): string =>
  JSON.stringify(greetingRequest({ spec: { deep: 'HERE' } })).replace('"HERE"', '['.repeat(depth) + ']'.repeat(depth))

const json = 'application/json'
const envelope = { ...greetingRequest() }

const refused: readonly { readonly what: string; readonly payload: string | Buffer | object; readonly type?: string; readonly expected: readonly [number, string, RegExp?] }[] = [
  { what: 'no JSON', payload: 'hello', expected: [400, 'KH_BODY_NOT_JSON', /unexpected token$/] },
  { what: 'half a document', payload: '{"parent":', expected: [400, 'KH_BODY_NOT_JSON', /ends too early$/] },
  { what: 'a misplaced comma', payload: '{"a":1,}', expected: [400, 'KH_BODY_NOT_JSON', /at position 7/] },
  { what: 'an empty body', payload: '', expected: [400, 'KH_BODY_NOT_JSON', /it is empty/] },
  { what: 'invalid UTF-8', payload: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), expected: [400, 'KH_BODY_NOT_JSON', /not UTF-8/] },
  { what: 'another media type', payload: greetingRequest(), type: 'text/plain', expected: [415, 'KH_WRONG_MEDIA_TYPE'] },
  { what: 'no valid media type', payload: greetingRequest(), type: ';;', expected: [415, 'KH_WRONG_MEDIA_TYPE'] },
  { what: 'a list', payload: '[]', expected: [400, 'KH_ENVELOPE_INVALID'] },
  { what: 'null', payload: 'null', expected: [400, 'KH_ENVELOPE_INVALID'] },
  { what: 'a text', payload: '"text"', expected: [400, 'KH_ENVELOPE_INVALID'] },
  { what: 'no children', payload: { ...envelope, children: undefined }, expected: [400, 'KH_ENVELOPE_INVALID', /children is required/] },
  { what: 'a parent without name', payload: greetingRequest({ parent: { metadata: {} } }), expected: [400, 'KH_ENVELOPE_INVALID', /parent\.metadata\.name/] },
  { what: 'another kind of parent', payload: greetingRequest({ parent: { kind: 'Goodbye' } }), expected: [422, 'KH_PARENT_MISMATCH', /Goodbye/] },
  { what: 'another version of the parent', payload: greetingRequest({ parent: { apiVersion: 'toys.example.com/v2' } }), expected: [422, 'KH_PARENT_MISMATCH'] },
  { what: '10,000 levels', payload: nested(10_000), expected: [400, 'KH_BODY_TOO_DEEP', new RegExp(String(maximumDepth))] },
]

t.test('bad input is a coded 4xx', async (t) => {
  const app = openApp(t)
  for (const { what, payload, type, expected: [status, code, detail] } of refused) {
    const answer = await post(app, sync, { payload, headers: { 'content-type': type ?? json } })
    t.equal(answer.status, status, what)
    t.equal(answer.headers['content-type'], 'application/problem+json', what)
    t.match(JSON.parse(answer.body), { type: 'about:blank', title: /./, status, code, detail: detail ?? /./, instance: sync }, what)
  }
})

t.test('JSON is taken under each of its names', async (t) => {
  const app = openApp(t)
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/merge-patch+json', 'application/vnd.toy+json; v=1']) {
    t.equal((await post(app, sync, { headers: { 'content-type': type } })).status, 200, type)
  }
})

t.test('compressed bodies are refused, not misread', async (t) => {
  const { status, body } = await post(openApp(t), sync, { headers: { 'content-encoding': 'gzip' } })
  t.equal(status, 415)
  t.equal(JSON.parse(body).code, 'KH_WRONG_MEDIA_TYPE')
})

t.test('a problem never quotes the body', async (t) => {
  const app = openApp(t)
  for (const payload of ['{"password": hunter2}', '{"a":"hunter2', '{"hunter2"', 'hunter2']) {
    const { status, body } = await post(app, sync, { payload })
    t.equal(status, 400)
    t.notMatch(body, /hunter2/)
  }
})

t.test('a problem is short, whatever was sent', async (t) => {
  const { body } = await post(openApp(t), sync, { payload: greetingRequest({ parent: { kind: 'K'.repeat(100_000) } }) })
  t.equal(JSON.parse(body).code, 'KH_PARENT_MISMATCH')
  t.ok(body.length < 1000)
})

t.test('an unknown route is 404', async (t) => {
  const app = openApp(t)
  for (const url of ['/', '/hooks/nobody/sync', '/hooks/greeting', '/hooks/greeting/sync/more', `/${'x'.repeat(2000)}`]) {
    const { status, body } = await post(app, url, {})
    t.equal(status, 404)
    t.match(JSON.parse(body), { code: 'KH_NOT_FOUND', detail: /^No such route: POST \// })
    t.ok(body.length < 1000)
  }
})

t.test('a wrong method is 405 and says which are right', async (t) => {
  const app = openApp(t)
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
    const { statusCode, headers, body } = await app.inject({ method, url: `${sync}?a=b` })
    t.equal(statusCode, 405, method)
    t.equal(headers.allow, 'POST')
    t.match(JSON.parse(body), { code: 'KH_METHOD_NOT_ALLOWED', instance: sync })
  }
  t.equal((await app.inject({ method: 'POST', url: '/healthz' })).headers.allow, 'GET, HEAD')
})

t.test('a broken URL is 400', async (t) => {
  const { statusCode, body } = await openApp(t).inject({ url: '/%E0%A4%A' })
  t.equal(statusCode, 400)
  t.equal(JSON.parse(body).code, 'KH_REQUEST_MALFORMED')
})

t.test('100 MB that are announced are refused before they are read', async (t) => {
  const { hooks } = await openService(t)
  const wire = await openWire(hooks)
  wire.send(postText(sync, 100_000_000))
  const { status, body } = await wire.answer()
  t.equal(status, 413)
  t.equal(JSON.parse(body).code, 'KH_BODY_TOO_LARGE')
  wire.drop()
})

t.test('a sender who writes all of a body that is too large still reads why it is refused', async (t) => {
  const { hooks } = await openService(t, { bodyBytes: 1_000_000 })
  const answer = await fetch(`${hooks}${sync}`, { method: 'POST', headers: { 'content-type': json }, body: Buffer.alloc(20_000_000, 0x20) })
  t.equal(answer.status, 413)
  t.match(await answer.json(), { code: 'KH_BODY_TOO_LARGE' })
})

t.test('a body without length is refused where it becomes too large', async (t) => {
  const { hooks } = await openService(t, { bodyBytes: 1000 })
  const wire = await openWire(hooks)
  wire.send(`POST ${sync} HTTP/1.1\r\nhost: h\r\ncontent-type: ${json}\r\ntransfer-encoding: chunked\r\n\r\n800\r\n${' '.repeat(2048)}\r\n`)
  const { status, body } = await wire.answer()
  t.equal(status, 413)
  t.equal(JSON.parse(body).code, 'KH_BODY_TOO_LARGE')
  wire.drop()
})

t.test('what is no HTTP is a coded 400, too many headers are 431', async (t) => {
  const { hooks } = await openService(t)
  const [garbage, chatty] = [await openWire(hooks), await openWire(hooks)]
  garbage.send('hello\r\n\r\n')
  const { status, body } = await garbage.answer()
  t.match([status, JSON.parse(body).code], [400, 'KH_REQUEST_MALFORMED'])
  chatty.send(`GET / HTTP/1.1\r\nhost: h\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)
  const other = await chatty.answer()
  t.match([other.status, JSON.parse(other.body).code], [431, 'KH_HEADERS_TOO_LARGE'])
  await Promise.all([garbage.closed, chatty.closed])
})

t.test('a caller who hangs up in the middle leaves nothing behind', async (t) => {
  const { hooks } = await openService(t)
  const wire = await openWire(hooks)
  wire.send(postText(sync, 1000, '{'))
  await reaches(hooks, 'kaspr_hooks_requests_in_work', 1)
  wire.drop()
  await reaches(hooks, 'kaspr_hooks_requests_in_work', 0)
  await reaches(hooks, 'kaspr_hooks_requests_total{controller="greeting",hook="sync",outcome="client_error"}', 1)
  t.equal((await fetch(`${hooks}/healthz`)).status, 200)
})

t.test('a query that repeats the release is refused with a code, one release is fine', async (t) => {
  const app = openApp(t)
  const twice = await post(app, `${sync}?release=1&release=2`, greetingRequest())
  t.match({ status: twice.status, body: JSON.parse(twice.body) }, { status: 400, body: { code: 'KH_REQUEST_MALFORMED' } })
  t.equal((await post(app, `${sync}?release=0.1.0`, {})).status, 200)
})
