import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { LogRecord } from '../../../studio/traffic/traffic.ts'
import { isObject, parseJsonText } from '../../../src/protocol/json.ts'
import { memoryTraffic } from '../../../studio/traffic/memory-traffic.ts'
import { save, studioFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const line = (id: string, over: Partial<LogRecord> = {}): LogRecord => ({
  id, ts: '2026-01-01T00:00:00.000Z', level: 'info', program: 'web', revision: undefined, parent: undefined, requestId: 'q', source: 'user', message: `line ${id}`, ...over,
})

interface Event { readonly id: string; readonly event: string; readonly data: unknown }

interface Stream {
  readonly status: number
  readonly events: Event[]
  /** Resolves when so many events of a name have come. */
  readonly until: (event: string, count: number) => Promise<void>
  readonly cut: () => void
  readonly ended: Promise<unknown>
}

const parsed = (block: string): Event => {
  const field = (name: string): string => block.split('\n').find((text) => text.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
  return { id: field('id'), event: field('event'), data: field('data') === '' ? undefined : parseJsonText(field('data')) }
}

const open = async ({ app }: Fixture, path: string, { as = 'ann', ...headers }: Readonly<Record<string, string>> = {}): Promise<Stream> => {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  const { port } = address === null || typeof address === 'string' ? { port: 0 } : address satisfies AddressInfo
  const request = get({ host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${as}`, ...headers } })
  const answer: IncomingMessage = await new Promise((resolve, reject) => { request.on('response', resolve).on('error', reject) })
  const events: Event[] = []
  let rest = ''
  answer.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    events.push(...blocks.filter((block) => !block.startsWith(':')).map(parsed))
  }).on('error', () => undefined)
  const until = async (name: string, count: number): Promise<void> => {
    while (events.filter(({ event }) => event === name).length < count) await once(answer, 'data')
  }
  return { status: answer.statusCode ?? 0, events, until, cut: () => { answer.destroy() }, ended: once(answer, 'close') }
}

const idsOf = ({ events }: Stream): readonly unknown[] => events.filter(({ event }) => event === 'log').map(({ data }) => isObject(data) ? data['id'] : undefined)
const logs = '/api/v1/programs/web/logs'

t.test('a log that was cut goes on without gaps and without duplicates (C16, line 14)', async (t) => {
  const fixture = await studioFixture(t)
  const { traffic } = fixture
  traffic.add(line('a:1'))
  traffic.add(line('b:1'))
  const first = await open(fixture, logs)
  await first.until('log', 2)
  traffic.add(line('a:2'))
  await first.until('log', 3)
  const last = first.events.at(-1)?.id ?? ''
  first.cut()
  // While nobody listens both replicas go on, one of them far ahead of the other.
  for (let number = 3; number <= 40; number += 1) traffic.add(line(`a:${number}`))
  traffic.add(line('b:2'))
  const second = await open(fixture, logs, { 'last-event-id': last })
  traffic.add(line('b:3'))
  await second.until('log', 40)
  second.cut()
  t.strictSame(idsOf(first), ['a:1', 'b:1', 'a:2'])
  t.strictSame([...idsOf(first), ...idsOf(second)].toSorted(), [...Array.from({ length: 40 }, (_none, index) => `a:${index + 1}`), 'b:1', 'b:2', 'b:3'].toSorted())
})

t.test('rings of a real process resume too', async (t) => {
  const traffic = memoryTraffic({ replica: 'r1' })
  const fixture = await studioFixture(t, { traffic })
  const seen = (message: string): void => {
    traffic.record({
      id: traffic.newId(), ts: '2026-01-01T00:00:00.000Z', lines: [{ level: 'info', source: 'user', message }],
      call: { program: 'web', hook: 'sync', revision: undefined, canary: false, now: '2026-01-01T00:00:00Z', parent: { kind: 'Thing', name: 'a', uid: 'u' }, request: {}, outcome: 'ok', milliseconds: 1, memoryBytes: 1 },
    })
  }
  seen('one')
  const first = await open(fixture, logs)
  await first.until('log', 1)
  first.cut()
  seen('two')
  const second = await open(fixture, logs, { 'last-event-id': first.events.at(-1)?.id ?? '' })
  seen('three')
  await second.until('log', 2)
  second.cut()
  t.strictSame(second.events.filter(({ event }) => event === 'log').map(({ data }) => isObject(data) ? data['message'] : undefined), ['two', 'three'])
})

t.test('the server leaves out what nobody asked for, and its place is kept all the same', async (t) => {
  const fixture = await studioFixture(t)
  const parent = { kind: 'Thing', namespace: 'n', name: 'a', uid: 'u' }
  fixture.traffic.add(line('a:1', { level: 'debug', parent }))
  fixture.traffic.add(line('a:2', { level: 'error', parent, message: 'Boom' }))
  fixture.traffic.add(line('a:3', { level: 'error', message: 'boom elsewhere' }))
  fixture.traffic.add(line('a:4', { level: 'error', parent, message: 'other' }))
  const stream = await open(fixture, `${logs}?level=warn&text=boom&parent=n/a`)
  fixture.traffic.add(line('a:5', { level: 'warn', parent, message: 'kaboom' }))
  await stream.until('log', 2)
  stream.cut()
  t.strictSame(idsOf(stream), ['a:2', 'a:5'])
  t.equal(stream.events.at(-1)?.id, 'a:5')
})

t.test('pages are told who else is there and what changed', async (t) => {
  const fixture = await studioFixture(t)
  const events = '/api/v1/programs/web/events'
  const ann = await open(fixture, events)
  await ann.until('program', 1)
  const bob = await open(fixture, events, { as: 'bob' })
  await ann.until('presence', 2)
  const revision = await save(fixture, 'one', { as: 'bob' })
  while (!ann.events.some(({ event, data }) => event === 'program' && isObject(data) && data['newest'] === revision)) await ann.until('program', ann.events.filter(({ event }) => event === 'program').length + 1)
  bob.cut()
  await ann.until('presence', 3)
  ann.cut()
  t.strictSame(ann.events.filter(({ event }) => event === 'presence').map(({ data }) => data), [{ users: ['ann'] }, { users: ['ann', 'bob'] }, { users: ['ann'] }])
})

t.test('a stream begins with a heartbeat and ends when the Studio does', async (t) => {
  const fixture = await studioFixture(t)
  const stream = await open(fixture, logs)
  t.equal(stream.status, 200)
  await fixture.app.close()
  await stream.ended
})
