import { createServer } from 'node:http'
import { once } from 'node:events'
import t from 'tap'
import { startService } from '../../src/server/service.ts'
import { reaches } from './fixtures/metric.ts'
import { openService } from './fixtures/open-service.ts'
import { recorder } from './fixtures/recorder.ts'
import { greetingRequest, sync, toyService } from './fixtures/request.ts'
import { openWire, postText } from './fixtures/wire.ts'

const body = JSON.stringify(greetingRequest())
const inWork = 'kaspr_hooks_requests_in_work'
const patient = (): AbortSignal => new AbortController().signal
const post = (address: string, payload = body): Promise<Response> =>
  fetch(`${address}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: payload })

t.test('two hundred requests at once over sockets are all answered', async (t) => {
  const { hooks } = await openService(t)
  const names = Array.from({ length: 200 }, (_, index) => `you-${index}`)
  const texts = await Promise.all(names.map(async (whom) => {
    const answer = await post(hooks, JSON.stringify(greetingRequest({ spec: { whom } })))
    return `${answer.status} ${JSON.parse(await answer.text()).children[0].data.text}`
  }))
  t.same(texts, names.map((whom) => `200 Hello ${whom}`))
})

t.test('a slow sender holds up nobody and is answered in the end', async (t) => {
  const { hooks } = await openService(t)
  const slow = await openWire(hooks)
  slow.send(postText(sync, body.length, body.slice(0, 50)))
  await reaches(hooks, inWork, 1)
  t.equal((await post(hooks)).status, 200)
  for (const letter of body.slice(50)) slow.send(letter)
  const { status } = await slow.answer()
  t.equal(status, 200)
  slow.drop()
})

t.test('a sender who is too slow gets a coded 408, and its room is free again', async (t) => {
  const { hooks } = await openService(t, { requestMilliseconds: 100, headersMilliseconds: 50, lookMilliseconds: 10, requestsInWork: 1 })
  const [stuck, mute] = [await openWire(hooks), await openWire(hooks)]
  stuck.send(postText(sync, 1000, '{'))
  mute.send('POST / HTTP/1.1\r\n')
  for (const wire of [stuck, mute]) {
    const answer = await wire.answer()
    t.equal(answer.status, 408)
    t.match(JSON.parse(answer.body), { code: 'KH_REQUEST_TIMEOUT', status: 408 })
    await wire.closed
  }
  await reaches(hooks, inWork, 0)
  t.equal((await post(hooks)).status, 200)
})

t.test('a port in use is a coded error, and nothing keeps running', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  t.teardown(() => blocker.close())
  const address = blocker.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await t.rejects(startService({ ...toyService(), host: '127.0.0.1', port }), { code: 'KH_LISTEN_FAILED', message: new RegExp(`127\\.0\\.0\\.1:${port}: .*EADDRINUSE`) })
  const { log, lines } = recorder()
  await t.rejects(startService({ ...toyService({ log }), host: '127.0.0.1', port: 0, operationsPort: port }), { code: 'KH_LISTEN_FAILED' }, 'the second listener')
  t.notOk(lines().some(({ msg }) => msg === 'listening'))
})

t.test('draining: not ready, still answering and asking callers to leave', async (t) => {
  const { hooks, operations, stop } = await openService(t, { drainMilliseconds: 60_000 }, { operationsPort: 0 })
  const before = await openWire(hooks)
  before.send(postText(sync, body.length, body))
  t.match((await before.answer()).head, 'connection: keep-alive')
  const cut = new AbortController()
  const stopped = stop(cut.signal)
  for (const address of [hooks, operations]) {
    const ready = await fetch(`${address}/readyz`)
    t.equal(ready.status, 503)
    t.match(await ready.json(), { code: 'KH_DRAINING', status: 503 })
    t.equal((await fetch(`${address}/healthz`)).status, 200, 'still alive')
  }
  before.send(postText(sync, body.length, body))
  const late = await before.answer()
  t.equal(late.status, 200)
  t.match(late.head, 'connection: close')
  await before.closed
  cut.abort()
  await stopped
})

t.test('draining: requests in work are finished, new connections refused, then it ends', async (t) => {
  const { log, lines } = recorder()
  const { hooks, operations, stop } = await openService(t, {}, { operationsPort: 0, log })
  const [working, idle] = [await openWire(hooks), await openWire(hooks)]
  idle.send(postText(sync, body.length, body))
  t.equal((await idle.answer()).status, 200)
  working.send(postText(sync, body.length, body.slice(0, 50)))
  await reaches(String(operations), inWork, 1)
  const stopped = stop(patient())
  await idle.closed
  await t.rejects(openWire(hooks), { code: 'ECONNREFUSED' })
  t.equal((await fetch(`${operations}/healthz`)).status, 200, 'operations goes last')
  working.send(body.slice(50))
  const { status, head } = await working.answer()
  t.equal(status, 200)
  t.match(head, 'connection: close')
  await stopped
  await t.rejects(openWire(String(operations)), { code: 'ECONNREFUSED' })
  t.match(lines().map(({ msg }) => msg), ['listening', 'hook', 'draining', 'hook', 'stopped'])
})

t.test('draining: work that does not end is given up', async (t) => {
  const { hooks, stop } = await openService(t, { finishMilliseconds: 50 })
  const stuck = await openWire(hooks)
  stuck.send(postText(sync, 1000, '{'))
  await reaches(hooks, inWork, 1)
  await stop(patient())
  await stuck.closed
  t.pass('it stopped although a request never ended')
})

t.test('draining: a second wish ends it at once', async (t) => {
  const { hooks, stop } = await openService(t, { drainMilliseconds: 600_000, finishMilliseconds: 600_000 })
  const stuck = await openWire(hooks)
  stuck.send(postText(sync, 1000, '{'))
  await reaches(hooks, inWork, 1)
  const insist = new AbortController()
  const stopped = stop(insist.signal)
  insist.abort()
  await stopped
  await stuck.closed
  t.pass('nobody waited for ten minutes')
})

t.test('draining: what has arrived while the loop was busy is answered before connections close', async (t) => {
  const { hooks, stop } = await openService(t)
  const idle = await openWire(hooks)
  idle.send(postText(sync, body.length, body))
  t.equal((await idle.answer()).status, 200)
  const stopped = stop(patient())
  idle.send(postText(sync, body.length, body))
  // The end of the drain is due before the loop looks at its sockets again.
  const from = performance.now()
  while (performance.now() - from < 20);
  const late = await idle.answer()
  t.equal(late.status, 200)
  t.match(late.head, 'connection: close')
  await stopped
})
