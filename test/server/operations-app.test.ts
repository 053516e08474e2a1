import { join } from 'node:path'
import t from 'tap'
import { buildOperationsApp } from '../../src/server/operations-app.ts'
import { openApp } from './fixtures/open-app.ts'
import { openService } from './fixtures/open-service.ts'
import { sync, toyService } from './fixtures/request.ts'

t.test('the operations listener tells health and metrics, nothing else, and asks for no token', async (t) => {
  const app = buildOperationsApp(toyService({ tokenFile: join(t.testdir({ token: 'sesame' }), 'token') }))
  t.teardown(() => app.close())
  for (const url of ['/healthz', '/readyz', '/metrics']) t.equal((await app.inject({ url })).statusCode, 200, url)
  for (const url of ['/docs', '/openapi.json', sync]) t.equal((await app.inject({ url, method: 'GET' })).statusCode, 404, url)
  t.equal((await app.inject({ url: sync, method: 'POST', payload: {} })).statusCode, 404)
})

t.test('health is JSON that nobody may cache', async (t) => {
  const app = openApp(t)
  const { headers, body } = await app.inject('/healthz')
  t.equal(headers['cache-control'], 'no-store')
  t.same(JSON.parse(body), { status: 'ok' })
  t.same((await app.inject('/readyz')).json(), { status: 'ready' })
})

t.test('both listeners of a service tell the same metrics', async (t) => {
  const { hooks, operations } = await openService(t, {}, { operationsPort: 0 })
  await fetch(`${hooks}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  t.match(await (await fetch(`${operations}/metrics`)).text(), 'kaspr_hooks_requests_total{controller="greeting",hook="sync",outcome="client_error"} 1')
})
