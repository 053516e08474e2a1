import t from 'tap'
import { isObject } from '../../../src/protocol/json.ts'
import { save, sourceOf, studioFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const any = { 'if-match': '*' }
const draft = { method: 'PUT', url: '/api/v1/programs/web/draft' } as const

t.test('nobody is anonymous', async (t) => {
  const { ask } = await studioFixture(t)
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic YW5uOg==' }, { authorization: 'Bearer ' }, { authorization: 'ann' }, { cookie: 'token=ann' }]) {
    t.match(await ask({ as: '', url: '/api/v1/me', headers }), { status: 401, body: { code: 'KH_UNAUTHORIZED' }, headers: { 'www-authenticate': 'Bearer' } }, JSON.stringify(headers))
  }
  t.equal((await ask({ as: '', url: '/api/v1/me?token=ann' })).status, 401, 'a token in an address ends in logs')
  t.equal((await ask({ as: '', url: '/metrics' })).status, 401)
  t.equal((await ask({ as: '', url: '/healthz' })).status, 200)
  t.equal((await ask({ as: '', url: '/readyz', headers: { host: '10.0.0.7:8083' } })).status, 200, 'the kubelet asks by address')
})

t.test('a missing right is refused by its name, before anything else is told', async (t) => {
  const fixture = await studioFixture(t)
  const revision = await save(fixture, 'one')
  const refused = async (verb: string, asked: Parameters<Fixture['ask']>[0]): Promise<void> => {
    t.match(await fixture.ask({ as: `no-${verb}`, headers: any, ...asked }), { status: 403, body: { code: 'KH_VERB_MISSING', detail: new RegExp(`may not ${verb} the program`) } }, `${asked.method ?? 'GET'} ${String(asked.url)}`)
  }
  for (const url of ['', '/types.d.ts', '/logs', '/events', '/audit']) await refused('get', { url: `/api/v1/programs/web${url}` })
  await refused('get', { url: `/api/v1/revisions/${revision}` })
  await refused('get', { url: `/api/v1/revisions/${revision}/diff/${revision}` })
  await refused('get', { url: '/api/v1/programs/none' })
  await refused('edit', { url: draft.url })
  await refused('edit', { ...draft, payload: { source: 'x' } })
  await refused('edit', { method: 'DELETE', url: draft.url })
  for (const [what, payload] of [['check', { source: 'x' }], ['complete', { source: 'x', offset: 0 }], ['hover', { source: 'x', offset: 0 }], ['revisions', { source: 'x', message: '' }]] as const) await refused('edit', { method: 'POST', url: `/api/v1/programs/web/${what}`, payload })
  await refused('edit', { method: 'POST', url: `/api/v1/revisions/${revision}/checks`, payload: {} })
  await refused('approve', { method: 'POST', url: `/api/v1/revisions/${revision}/approve`, payload: {} })
  for (const [what, payload] of [['publish', { revision }], ['rollback', {}], ['canary', { revision, percent: 1 }]] as const) await refused('publish', { method: 'POST', url: `/api/v1/programs/web/${what}`, payload })
  await refused('publish', { method: 'DELETE', url: '/api/v1/programs/web/canary' })
  await refused('replay', { url: '/api/v1/programs/web/recordings' })
  await refused('replay', { method: 'POST', url: `/api/v1/revisions/${revision}/replay`, payload: {} })
  await refused('replay', { method: 'POST', url: '/api/v1/programs/web/try', payload: { source: 'x', request: {} } })
  await refused('replay', { url: '/api/v1/programs/web/request?name=a' })
})

t.test('whoever changes something says what they have seen', async (t) => {
  const fixture = await studioFixture(t)
  const revision = await save(fixture, 'one')
  const changes = [
    { ...draft, payload: { source: 'x' } }, { method: 'DELETE', url: draft.url },
    { method: 'POST', url: '/api/v1/programs/web/revisions', payload: { source: sourceOf('two'), message: '', base: revision } },
    { method: 'POST', url: '/api/v1/programs/web/publish', payload: { revision } }, { method: 'POST', url: '/api/v1/programs/web/rollback', payload: {} },
    { method: 'POST', url: '/api/v1/programs/web/canary', payload: { revision, percent: 1 } }, { method: 'DELETE', url: '/api/v1/programs/web/canary' },
    { method: 'POST', url: `/api/v1/revisions/${revision}/approve`, payload: {} }, { method: 'POST', url: `/api/v1/revisions/${revision}/checks`, payload: {} },
  ] as const
  for (const change of changes) {
    t.match(await fixture.ask(change), { status: 428, body: { code: 'KH_MATCH_MISSING' } }, `${change.method} ${change.url} without`)
    t.match(await fixture.ask({ ...change, headers: { 'if-match': '"0"' } }), { status: 412, body: { code: 'KH_MATCH_FAILED' } }, `${change.method} ${change.url} with an old version`)
  }
  t.match((await fixture.ask({ ...changes[3], headers: { 'if-match': '"0"' } })).body, { current: { name: 'web', newest: revision } }, 'what is there now is in the answer')
})

t.test('only JSON is taken', async (t) => {
  const { ask } = await studioFixture(t)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    t.match(await ask({ ...draft, headers: { ...any, 'content-type': type }, payload: '{"source":"x"}' }), { status: 415, body: { code: 'KH_WRONG_MEDIA_TYPE' } }, type)
  }
  t.match(await ask({ ...draft, headers: { ...any, 'content-type': 'application/json' }, payload: '{' }), { status: 400, body: { code: 'KH_BODY_NOT_JSON' } })
})

t.test('other sites read nothing and change nothing (C16, line 11)', async (t) => {
  const { ask } = await studioFixture(t)
  const strangers: readonly Record<string, string>[] = [{ origin: 'http://evil.example.com' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]
  for (const headers of strangers) {
    t.match(await ask({ url: '/api/v1/programs', headers }), { status: 403, body: { code: 'KH_ORIGIN_REFUSED' } }, `read ${JSON.stringify(headers)}`)
    t.match(await ask({ ...draft, headers: { ...any, ...headers }, payload: { source: 'x' } }), { status: 403, body: { code: 'KH_ORIGIN_REFUSED' } }, `write ${JSON.stringify(headers)}`)
    t.notOk('access-control-allow-origin' in (await ask({ method: 'OPTIONS', url: '/api/v1/programs', headers })).headers)
  }
  t.equal((await ask({ url: '/api/v1/me', headers: { origin: 'http://127.0.0.1:8083', 'sec-fetch-site': 'same-origin' } })).status, 200)
  for (const host of ['evil.example.com', '127.0.0.1.evil.example.com:8083', ':']) t.match(await ask({ url: '/api/v1/me', headers: { host } }), { status: 403, body: { code: 'KH_HOST_REFUSED' } }, host)
})

t.test('a name that browsers use is let in, with TLS in front of it', async (t) => {
  const { ask } = await studioFixture(t, { hosts: ['studio.example.com'] })
  t.equal((await ask({ url: '/api/v1/me', headers: { host: 'studio.example.com', origin: 'https://studio.example.com', 'sec-fetch-site': 'same-origin' } })).status, 200)
})

t.test('every answer forbids scripts of others, frames and guesses', async (t) => {
  const { ask } = await studioFixture(t)
  for (const url of ['/studio/', '/api/v1/me', '/nothing', '/openapi.json']) {
    const { headers } = await ask({ url })
    t.match(String(headers['content-security-policy']), "default-src 'none'", url)
    t.notMatch(String(headers['content-security-policy']), 'unsafe')
    t.match(headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' })
  }
})

t.test('paths and headers reach nothing else', async (t) => {
  const { ask } = await studioFixture(t)
  for (const name of ['..', '..%2F..%2Fsecrets', 'web%2Fstatus', 'web%00', 'WEB', '%0d%0aset-cookie:a=b', 'a'.repeat(51), '__proto__', 'web%3Fx']) {
    const { status, headers } = await ask({ url: `/api/v1/programs/${name}` })
    t.ok(status >= 400 && status < 500, `${name}: ${status}`)
    t.notOk('set-cookie' in headers)
  }
  for (const name of ['web', 'web-123', 'web-0123456789ab%2Fstatus', '..%2Fweb-0123456789ab']) t.ok([400, 404].includes((await ask({ url: `/api/v1/revisions/${name}` })).status), name)
  t.match(await ask({ url: '/api/v1/programs/web/logs?level=all' }), { status: 400, body: { code: 'KH_ORDER_INVALID' } })
  t.match(await ask({ url: '/api/v1/programs/web/request?name=../x' }), { status: 400 })
})

t.test('bodies are strict: a forged author is refused, and the person who asks is the author', async (t) => {
  const fixture = await studioFixture(t)
  const url = '/api/v1/programs/web/revisions'
  const source = sourceOf('one')
  for (const forged of [{ author: 'bob' }, { spec: { author: 'bob' } }, { digest: 'x' }, { '__proto__x': 1 }]) {
    t.match(await fixture.ask({ method: 'POST', url, headers: any, payload: { source, message: '', ...forged } }), { status: 400, body: { code: 'KH_ORDER_INVALID' } }, JSON.stringify(forged))
  }
  const polluted = await fixture.ask({ method: 'POST', url, headers: { ...any, 'content-type': 'application/json' }, payload: `{"source":${JSON.stringify(source)},"message":"","__proto__":{"author":"bob"}}` })
  t.equal(polluted.status, 400)
  const { body } = await fixture.ask({ method: 'POST', url, headers: { ...any, 'impersonate-user': 'bob', 'x-remote-user': 'bob' }, payload: { source, message: '' } })
  t.equal(body['author'], 'ann')
})

t.test('a source that is too large is refused with its size', async (t) => {
  const { ask } = await studioFixture(t)
  const source = `// ${'x'.repeat(262_144)}\n`
  const refused = { status: 413, body: { code: 'KH_SOURCE_TOO_LARGE', detail: /at most 256 KiB/ } }
  t.match(await ask({ ...draft, headers: any, payload: { source } }), refused)
  t.match(await ask({ method: 'POST', url: '/api/v1/programs/web/revisions', headers: any, payload: { source, message: '' } }), refused)
  t.match(await ask({ method: 'POST', url: '/api/v1/programs/web/check', payload: { source } }), refused)
  t.match(await ask({ ...draft, headers: any, payload: { source: 'x'.repeat(10_000_000) } }), { status: 413, body: { code: 'KH_BODY_TOO_LARGE' } })
})

t.test('one check at a time for everybody, and others are not held up', async (t) => {
  const waiting: (() => void)[] = []
  const check = () => new Promise<readonly never[]>((resolve) => { waiting.push(() => { resolve([]) }) })
  const { ask } = await studioFixture(t, { authoring: { check, complete: async () => [], describe: async () => undefined, hover: async () => undefined, stop: async () => undefined } })
  const asked = { method: 'POST', url: '/api/v1/programs/web/check', payload: { source: 'x' } } as const
  const [first, other] = [ask(asked), ask({ ...asked, as: 'bob' })]
  while (waiting.length < 2) await new Promise((resolve) => { setImmediate(resolve) })
  t.match(await ask(asked), { status: 429, body: { code: 'KH_USER_BUSY' }, headers: { 'retry-after': '1' } })
  for (const answer of waiting) answer()
  t.match(await Promise.all([first, other]), [{ status: 200 }, { status: 200 }])
})

t.test('every route that the router takes is in the document, and nothing else is', async (t) => {
  const { routes, ask } = await studioFixture(t)
  const { body } = await ask({ as: '', url: '/openapi.json' })
  const paths = isObject(body['paths']) ? body['paths'] : {}
  const told = Object.entries(paths).flatMap(([path, methods]) => Object.keys(isObject(methods) ? methods : {}).map((method) => `${method.toUpperCase()} ${path}`))
  const taken = routes.filter(({ method, isHidden }) => method !== 'HEAD' && !isHidden).map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  t.ok(taken.length > 30, `${taken.length} routes`)
  t.strictSame(told.toSorted(), taken.toSorted())
  t.strictSame(routes.filter(({ url, isHidden }) => isHidden && url.startsWith('/api/')), [], 'nothing of the API is hidden')
  t.equal(body['openapi'], '3.1.0')
})
