import t from 'tap'
import { playgroundFixture } from './fixture.ts'

t.test('it answers to names of this machine only, against DNS rebinding', async (t) => {
  const { ask } = await playgroundFixture(t)
  for (const host of ['127.0.0.1:8082', 'localhost:8082', '[::1]:8082', 'localhost']) t.equal((await ask({ url: '/api/world', headers: { host } })).status, 200, host)
  for (const host of ['evil.example.com', '127.0.0.1.evil.example.com:8082', '192.168.0.1:8082', 'localhost.evil.example.com', ':']) {
    t.match(await ask({ url: '/api/world', headers: { host } }), { status: 403, body: { code: 'KH_HOST_REFUSED', status: 403 } }, host)
  }
  t.match(await ask({ url: '/', headers: { host: 'evil.example.com' } }), { status: 403 }, 'not even the page')
})

t.test('orders come from its own page or from no page at all', async (t) => {
  const { ask } = await playgroundFixture(t)
  const order = (headers: Record<string, string>) => ask({ method: 'POST', url: '/api/clock', payload: { action: 'pause' }, headers: { host: '127.0.0.1:8082', ...headers } })
  t.equal((await order({})).status, 200, 'curl')
  t.equal((await order({ origin: 'http://127.0.0.1:8082', 'sec-fetch-site': 'same-origin' })).status, 200)
  const strangers: readonly Record<string, string>[] = [
    { origin: 'http://evil.example.com' }, { origin: 'null' }, { origin: 'http://127.0.0.1:9999' }, { origin: 'https://127.0.0.1:8082' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of strangers) t.match(await order(headers), { status: 403, body: { code: 'KH_ORIGIN_REFUSED' } }, JSON.stringify(headers))
})

t.test('other sites read nothing, but a link may open the page', async (t) => {
  const { ask } = await playgroundFixture(t)
  const headers = { host: '127.0.0.1:8082', 'sec-fetch-site': 'cross-site' }
  t.equal((await ask({ url: '/api/world', headers })).status, 403)
  t.equal((await ask({ url: '/api/events', headers })).status, 403)
  t.equal((await ask({ url: '/', headers })).status, 200)
})

t.test('a form of another site cannot send JSON', async (t) => {
  const { ask } = await playgroundFixture(t)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    t.match(await ask({ method: 'POST', url: '/api/apply', payload: '{"text":""}', headers: { host: 'localhost', 'content-type': type } }), { status: 415, body: { code: 'KH_WRONG_MEDIA_TYPE' } })
  }
})

t.test('every answer forbids scripts of others, frames and guesses', async (t) => {
  const { get } = await playgroundFixture(t)
  for (const url of ['/', '/api/world', '/nothing', '/web/main.ts']) {
    const { headers } = await get(url)
    const policy = String(headers['content-security-policy'])
    t.match(policy, "default-src 'none'", url)
    t.match(policy, "frame-ancestors 'none'", url)
    t.notMatch(policy, 'unsafe')
    t.match(headers, { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'no-referrer' })
    t.notOk('access-control-allow-origin' in headers)
  }
})
