import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { composite } from '../../src/kit/composite.ts'
import { inPlace } from '../../src/kit/controller.ts'
import { child } from '../../src/kit/kind.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { reaches, seriesOf, metricsPage } from './fixtures/metric.ts'
import { openService } from './fixtures/open-service.ts'
import { greetingRequest, sync } from './fixtures/request.ts'
import { toys } from './fixtures/toy-controller.ts'
import { openWire, postText } from './fixtures/wire.ts'
import type { Wire } from './fixtures/wire.ts'

const body = JSON.stringify(greetingRequest())
const inWork = 'kaspr_hooks_requests_in_work'
const quick = { headersMilliseconds: 100, requestMilliseconds: 200, workMilliseconds: 400, lookMilliseconds: 20 }

const post = (address: string): Promise<Response> => fetch(`${address}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

/** Sends letter by letter until the other side has had enough. */
const drip = async ({ send, closed }: Wire, text: string): Promise<void> => {
  let isOpen = true
  const ended = closed.then(() => { isOpen = false })
  for (let at = 0; isOpen; at += 1) {
    send(text[at % text.length] ?? '')
    await Promise.race([sleep(10), ended])
  }
}

// Whoever still writes when the connection ends may lose the 408 to a reset; test/server/service.test.ts shows it to one who waits.
t.test('headers that drip end', async (t) => {
  const { hooks } = await openService(t, quick)
  const wire = await openWire(hooks)
  wire.send(`POST ${sync} HTTP/1.1\r\nx-long: `)
  await drip(wire, 'a')
  t.equal((await post(hooks)).status, 200)
})

t.test('a body that drips ends, and its room is free again', async (t) => {
  const { hooks } = await openService(t, { ...quick, requestMilliseconds: 3000, workMilliseconds: 60_000, requestsInWork: 1 })
  const wire = await openWire(hooks)
  wire.send(postText(sync, 1_000_000))
  await reaches(hooks, inWork, 1)
  t.equal((await post(hooks)).status, 429, 'it takes the only room')
  await drip(wire, ' ')
  await reaches(hooks, inWork, 0)
  t.equal((await post(hooks)).status, 200)
})

/** Answers with more than the buffers of two sockets hold. */
const flood = (() => {
  const [greeting] = toys
  if (greeting?.type !== 'composite') throw new TypeError('the first toy is a composite')
  return composite({
    name: 'flood', parent: greeting.parent, children: [inPlace(ConfigMap)],
    sync: () => ({ children: Array.from({ length: 100 }, (_, index) => child(ConfigMap, { metadata: { name: `c${index}` }, data: { text: 'x'.repeat(200_000) } })), status: {} }),
  })
})()

t.test('a caller who never reads the answer is cut off, and its room is free again', async (t) => {
  const { hooks, operations } = await openService(t, { ...quick, workMilliseconds: 3000, requestsInWork: 1 }, { controllers: [flood, ...toys], operationsPort: 0 })
  const wire = await openWire(hooks)
  wire.pause()
  wire.send(postText('/hooks/flood/sync', body.length, body))
  await reaches(String(operations), 'kaspr_hooks_requests_total{controller="flood",hook="sync",outcome="ok"}', 1)
  t.equal(seriesOf(await metricsPage(String(operations)), inWork), 1, 'answered, and not gone')
  t.equal((await post(hooks)).status, 429)
  await reaches(String(operations), 'kaspr_hooks_shed_total{reason="stuck"}', 1)
  await reaches(String(operations), inWork, 0)
  t.equal((await post(hooks)).status, 200)
  wire.drop()
})

t.test('peers that are gone without a word: connections without a request, between two, and in mid-request all end', async (t) => {
  const { hooks } = await openService(t, { ...quick, keepAliveMilliseconds: 100 })
  const texts = ['', 'POST ', postText(sync, body.length, body), postText(sync, body.length, body.slice(0, 9))]
  const wires = await Promise.all(Array.from({ length: 200 }, async (_, index) => {
    const wire = await openWire(hooks)
    wire.send(texts[index % texts.length] ?? '')
    return wire
  }))
  t.equal((await post(hooks)).status, 200, 'meanwhile others are served')
  await Promise.all(wires.map(({ closed }) => closed))
  await reaches(hooks, inWork, 0)
  await reaches(hooks, 'kaspr_hooks_bytes_in_work', 0)
})

t.test('hundreds of idle connections take no room, and connections beyond their number are closed at once', async (t) => {
  const { hooks, operations } = await openService(t, { connections: 300, requestsInWork: 2 }, { operationsPort: 0 })
  const wires = await Promise.all(Array.from({ length: 300 }, () => openWire(hooks)))
  const late = await openWire(hooks)
  await late.closed
  await reaches(String(operations), 'kaspr_hooks_shed_total{reason="connections"}', 1)
  t.equal(seriesOf(await metricsPage(String(operations)), inWork), 0)
  const [first] = wires
  first?.send(postText(sync, body.length, body))
  t.equal((await first?.answer())?.status, 200, 'those who are there are served')
  for (const { drop } of wires) drop()
  t.equal((await (await openAgain(hooks))).status, 200, 'whoever comes when they are gone is served')
})

/** The service hears of the end of a connection a moment after us. */
const openAgain = async (hooks: string): Promise<Response> => {
  for (;;) {
    const answer = await post(hooks).catch(() => undefined)
    if (answer !== undefined) return answer
    await sleep(5)
  }
}
