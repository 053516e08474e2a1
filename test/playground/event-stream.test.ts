import { once } from 'node:events'
import { get } from 'node:http'
import t from 'tap'
import { startPlayground } from '../../src/playground/start.ts'
import { controllers } from '../../hooks/index.ts'
import { shop } from './fixture.ts'

const started = (first: readonly string[] = ['shop']) => startPlayground({
  controllers, settings: {}, release: '1', service: { url: 'http://127.0.0.1:8080' }, examples: [{ name: 'shop', summary: '', text: shop }], first,
  now: () => Date.UTC(2026, 0, 1), host: '127.0.0.1', port: 0,
})

/** Opens the stream; `next` waits for the next pulse. */
const listening = async (url: string) => {
  const request = get(`${url}/api/events`)
  const [response] = await once(request, 'response')
  response.setEncoding('utf8')
  const next = async (): Promise<{ revision: string; clock: { now: string } }> => {
    const [data] = await once(response, 'data')
    return JSON.parse(/data: (.*)/.exec(String(data))?.[1] ?? '{}')
  }
  return { request, response, next }
}

t.test('whoever listens hears of time and of changes', async (t) => {
  const { url, stop } = await started()
  t.teardown(stop)
  const { request, response, next } = await listening(url)
  t.match(response.headers, { 'content-type': 'text/event-stream', 'content-security-policy': String })
  const first = await next()
  let last = await next()
  t.ok(last.clock.now > first.clock.now, 'the clock runs')
  await fetch(`${url}/api/apply`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n' }) })
  while (last.revision === first.revision) last = await next()
  t.not(last.revision, first.revision)
  request.destroy()
})

t.test('stopping ends every stream', async (t) => {
  const { url, stop } = await started([])
  const { response, next } = await listening(url)
  await next()
  const closed = new Promise((resolve) => { response.on('error', () => undefined).on('close', resolve) })
  await stop()
  await closed
  await t.rejects(fetch(`${url}/api/world`))
})

t.test('there is an end to how many may listen', async (t) => {
  const { url, stop } = await started([])
  t.teardown(stop)
  const all = await Promise.all(Array.from({ length: 32 }, () => listening(url)))
  const { request, response } = await listening(url)
  t.equal(response.statusCode, 429)
  for (const one of [...all, { request }]) one.request.destroy()
})

t.test('a port in use is a coded error', async (t) => {
  const { url, stop } = await started([])
  t.teardown(stop)
  await t.rejects(startPlayground({ controllers, settings: {}, release: '1', service: { url }, examples: [], first: [], now: () => 0, host: '127.0.0.1', port: Number(new URL(url).port) }), { code: 'KH_LISTEN_FAILED' })
})
