import type { RequestListener, ServerResponse } from 'node:http'
import t from 'tap'
import { json, localClient, memberServer, rawServer, target } from './fixtures/member-server.ts'

const never = new AbortController().signal
const good = { leader: true, rebalancing: false, recovering: false, assignment: { actives: { orders: [0, 2] }, standbys: {} }, table_metadata: {} }

t.test('a member that answers is heard, on its path, without a body', async (t) => {
  const seen: (string | undefined)[] = []
  const port = await memberServer(t, (request, reply) => {
    seen.push(request.method, request.url, request.headers['content-length'])
    json(good)(request, reply)
  })
  t.strictSame(await localClient(t).askMember(target(port), never), { answered: true, leader: true, rebalancing: false, recovering: false })
  t.strictSame(seen, ['GET', '/status/', undefined])
})

t.test('what a member does not say is absent, and null says nothing', async (t) => {
  const port = await memberServer(t, json({ leader: false, rebalancing: null }))
  t.strictSame(await localClient(t).askMember(target(port), never), { answered: true, leader: false })
})

const html: RequestListener = (_request, reply) => { reply.setHeader('content-type', 'text/html').end('<html>hello</html>') }
const drip = (reply: ServerResponse): void => {
  reply.setHeader('content-type', 'application/json')
  const timer = setInterval(() => { reply.write(' ') }, 20)
  reply.on('close', () => { clearInterval(timer) })
}

const wrong: readonly (readonly [name: string, listener: RequestListener, error: string])[] = [
  ['nothing', (_request, reply) => { reply.end() }, 'bad-json'],
  ['HTML', html, 'bad-json'],
  ['HTML that calls itself JSON', (_request, reply) => { reply.setHeader('content-type', 'application/json').end('<html>') }, 'bad-json'],
  ['JSON that calls itself HTML', (_request, reply) => { reply.setHeader('content-type', 'text/html').end(JSON.stringify(good)) }, 'bad-json'],
  ['half of a document', (_request, reply) => { reply.end('{"leader": tr') }, 'bad-json'],
  ['a list', json([good]), 'bad-json'],
  ['null', json(null), 'bad-json'],
  ['a text', json('leader'), 'bad-json'],
  ['another document', json({ status: 'OK' }), 'bad-json'],
  ['a text in place of a flag', json({ ...good, leader: 'yes' }), 'bad-json'],
  ['a number in place of a flag', json({ ...good, rebalancing: 1 }), 'bad-json'],
  ['an object in place of a flag', json({ ...good, recovering: {} }), 'bad-json'],
  ['deep nesting', (_request, reply) => { reply.end(`{"leader":true,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`) }, 'bad-json'],
  ['bytes that are no UTF-8', (_request, reply) => { reply.end(Buffer.from([0xff, 0xfe, 0x00])) }, 'bad-json'],
  ['a body of more than 1 MiB', (_request, reply) => { reply.end(JSON.stringify({ ...good, more: 'x'.repeat(1024 * 1024) })) }, 'bad-json'],
  ['a body without end', (_request, reply) => {
    const more = (): void => { while (!reply.destroyed && reply.write('x'.repeat(10_000))); }
    reply.on('drain', more)
    more()
  }, 'bad-json'],
  ['a redirect', (_request, reply) => { reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end() }, 'http-302'],
  ['no content', (_request, reply) => { reply.writeHead(204).end() }, 'bad-json'],
  ['401', (_request, reply) => { reply.writeHead(401).end('{}') }, 'http-401'],
  ['404', (_request, reply) => { reply.writeHead(404).end(JSON.stringify(good)) }, 'http-404'],
  ['503', (_request, reply) => { reply.writeHead(503).end(JSON.stringify(good)) }, 'http-503'],
  ['an end in the middle', (_request, reply) => { reply.writeHead(200, { 'content-length': 100 }).write('{'); setTimeout(() => { reply.destroy() }, 20) }, 'refused'],
]

for (const [name, listener, error] of wrong) {
  t.test(`a member that answers with ${name}: ${error}`, async (t) => {
    const port = await memberServer(t, listener)
    t.strictSame(await localClient(t).askMember(target(port), never), { answered: false, error })
  })
}

t.test('a member of 40 that reads 50 topics of 100 partitions is heard, and one that tells 1 MB', async (t) => {
  const partitions = Array.from({ length: 100 }, (_, index) => index)
  const topics = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`a-topic-with-a-name-of-usual-length-${index}`, partitions]))
  const routes = Object.fromEntries(Array.from({ length: 40 }, (_, id) =>
    [`http://shop-app-${id}.shop-app.shop.svc.cluster.local:6065`, Object.fromEntries(Object.keys(topics).map((topic) => [`shop-${topic}-changelog`, [id, id + 40, id + 80]]))]))
  const large = { ...good, assignment: { actives: topics, standbys: topics }, table_metadata: routes }
  t.ok(JSON.stringify(large).length > 65_536, `${JSON.stringify(large).length} bytes`)
  for (const body of [large, { ...good, more: 'x'.repeat(1_000_000) }]) {
    const port = await memberServer(t, json(body))
    t.strictSame(await localClient(t).askMember(target(port), never), { answered: true, leader: true, rebalancing: false, recovering: false })
  }
})

t.test('silence, a slow drip and a slow header end with the time of that member', async (t) => {
  const silent = await memberServer(t, () => {})
  const dripping = await memberServer(t, (_request, reply) => { drip(reply) })
  const header = await rawServer(t, (socket) => { socket.write('HTTP/1.1 200 OK\r\nx-slow: ') })
  const client = localClient(t)
  const answers = await Promise.all([silent, dripping, header].map((port) => client.askMember(target(port, 150), never)))
  t.strictSame(answers, [1, 2, 3].map(() => ({ answered: false, error: 'timeout' })))
})

t.test('nobody there, and nobody by that name', async (t) => {
  const client = localClient(t)
  t.strictSame(await client.askMember(target(1), never), { answered: false, error: 'refused' })
  t.strictSame(await localClient(t, `http://${'x'.repeat(64)}.invalid:{port}`).askMember(target(1), never), { answered: false, error: 'dns' })
})

t.test('what speaks no HTTP is no JSON; what hangs up refuses', async (t) => {
  const babble = await rawServer(t, (socket) => { socket.end('SSH-2.0-OpenSSH\r\n') })
  const upset = await rawServer(t, (socket) => { socket.resetAndDestroy() })
  const client = localClient(t)
  t.strictSame(await client.askMember(target(babble), never), { answered: false, error: 'bad-json' })
  t.strictSame(await client.askMember(target(upset), never), { answered: false, error: 'refused' })
})

t.test('a path that is no path does no harm', async (t) => {
  const port = await memberServer(t, json(good))
  const answer = await localClient(t).askMember({ ...target(port), path: 'status/\u0000 \n?x' }, never)
  t.match(answer, { answered: true })
})

t.test('a question that is called off ends at once', async (t) => {
  const port = await memberServer(t, () => {})
  const off = new AbortController()
  const answer = localClient(t).askMember(target(port, 60_000), off.signal)
  off.abort()
  t.match(await answer, { answered: false })
  t.match(await localClient(t).askMember(target(port, 60_000), off.signal), { answered: false })
})

t.test('a kept connection that the member closed is no error', async (t) => {
  let connections = 0
  const port = await rawServer(t, (socket) => {
    connections += 1
    let asked = 0
    socket.on('data', () => {
      asked += 1
      const body = JSON.stringify(good)
      if (asked === 1) socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
      else socket.resetAndDestroy()
    })
  })
  const client = localClient(t)
  for (let count = 0; count < 3; count += 1) t.match(await client.askMember(target(port), never), { answered: true })
  t.equal(connections, 3)
})

t.test('the signal is a POST without a body; only 2xx takes it', async (t) => {
  const seen: unknown[] = []
  let status = 200
  const port = await memberServer(t, (request, reply) => {
    seen.push([request.method, request.url, request.headers['content-length']])
    reply.writeHead(status).end('{"status": "ok", "message": "Rebalance requested"}')
  })
  const client = localClient(t)
  const signal = { ...target(port), path: '/signal/rebalance' }
  t.equal(await client.signalRebalance(signal), undefined)
  t.strictSame(seen, [['POST', '/signal/rebalance', '0']])
  for (status of [202, 204]) t.equal(await client.signalRebalance(signal), undefined)
  for (status of [302, 400, 401, 403, 404, 422, 500]) t.equal(await client.signalRebalance(signal), `http-${status}`)
  t.equal(await client.signalRebalance(target(1)), 'refused')
})

t.test('a signal is sent once, even where the connection breaks', async (t) => {
  let count = 0
  const port = await rawServer(t, (socket) => { socket.on('data', () => { count += 1; socket.resetAndDestroy() }) })
  t.equal(await localClient(t).signalRebalance(target(port)), 'refused')
  t.equal(count, 1)
})
