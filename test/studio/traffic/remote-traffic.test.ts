import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import t from 'tap'
import { startService } from '../../../src/server/service.ts'
import { programService } from '../../../studio/runtime/program-service.ts'
import { headlessReplicas, remoteTraffic } from '../../../studio/traffic/remote-traffic.ts'
import type { Resolve } from '../../../studio/traffic/remote-traffic.ts'
import type { LogRecord } from '../../../studio/traffic/traffic.ts'
import { noon, seen } from './fixtures/seen.ts'

interface Test { readonly teardown: (end: () => unknown) => void; readonly testdir: (files: { readonly token: string }) => string }

/** A replica of the hook service with a traffic of its own. */
const openReplica = async (t: Test, replica: string, isOpen = true) => {
  const trafficTokenFile = isOpen ? join(t.testdir({ token: 'sesame' }), 'token') : undefined
  const programs = programService({ sandboxes: async () => Promise.reject(new TypeError('none')), traffic: { replica }, trafficTokenFile })
  const service = await startService({ controllers: [], settings: {}, release: '1', clock: () => noon, also: programs.also, host: '127.0.0.1', port: 0, operationsPort: 0 })
  const stop = (): Promise<void> => service.stop(AbortSignal.abort())
  t.teardown(stop)
  return { url: service.operations ?? '', hooks: service.hooks, traffic: programs.traffic, stop }
}

const dead = 'http://127.0.0.1:9'

const until = async (isDone: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 500 && !isDone(); tries += 1) await sleep(10)
}

t.test('nobody reads traffic without the token, and nobody at all where there is none', async (t) => {
  const open = await openReplica(t, 'a')
  const shut = await openReplica(t, 'b', false)
  for (const path of ['/programs/hello/calls', '/programs/hello/calls/x', '/programs/hello/logs', '/programs/hello/outcomes']) {
    t.equal((await fetch(open.url + path)).status, 401)
    t.equal((await fetch(open.url + path, { headers: { authorization: 'Bearer wrong' } })).status, 401)
    t.equal((await fetch(shut.url + path, { headers: { authorization: 'Bearer sesame' } })).status, 404)
    t.equal((await fetch(open.hooks + path, { headers: { authorization: 'Bearer sesame' } })).status, 404, 'not at the port of the hooks')
  }
})

t.test('calls and lines of all replicas come together, also while one is down', async (t) => {
  const [a, b] = [await openReplica(t, 'a'), await openReplica(t, 'b')]
  a.traffic.record(seen('a:1', ['one', 'three'], '2026-03-01T12:00:01Z'))
  b.traffic.record(seen('b:1', ['two'], '2026-03-01T12:00:01Z'))
  b.traffic.record(seen('b:2', ['four'], '2026-03-01T12:00:09Z'))
  const unreachable: string[] = []
  const remote = remoteTraffic({ replicas: async () => [a.url, dead, b.url], token: () => 'sesame', unreachable: (replica) => unreachable.push(replica) })
  t.same((await remote.calls('hello')).map(({ id }) => id).toSorted(), ['a:1', 'b:1', 'b:2'])
  t.equal((await remote.call('b:1'))?.id, 'b:1')
  t.equal(await remote.call('c:1'), undefined)
  t.equal((await remote.logs({ program: 'hello' })).records.at(-1)?.message, 'four')
  t.same((await remote.logs({ program: 'hello', after: { a: 1, b: 1, gone: 7 } })).records.map(({ id }) => id), ['a:2', 'b:2'])
  t.same((await remote.logs({ program: 'other' })).records, [])
  t.ok(unreachable.length > 0 && unreachable.every((replica) => replica === dead))
})

t.test('a name stands for all addresses that it has at the moment', async (t) => {
  const a = await openReplica(t, 'a')
  a.traffic.record(seen('a:1'))
  const { port } = new URL(a.url)
  let found: Awaited<ReturnType<Resolve>> = []
  const names: string[] = []
  const resolve: Resolve = async (host) => {
    names.push(host)
    return found.length === 0 ? Promise.reject(new TypeError('no such name')) : found
  }
  const replicas = headlessReplicas('hooks.example', Number(port), resolve)
  const unreachable: string[] = []
  const remote = remoteTraffic({ replicas, token: () => 'sesame', timeout: 500, unreachable: (replica) => unreachable.push(replica) })
  t.same([await remote.calls('hello'), unreachable], [[], ['all']], 'a name without addresses is told')
  found = [{ address: '127.0.0.1', family: 4 }]
  t.match(await remote.calls('hello'), [{ id: 'a:1' }], 'pods come')
  found = [{ address: '10.0.0.1', family: 4 }, { address: 'fd00::1', family: 6 }]
  t.same(await replicas(), [`http://10.0.0.1:${port}`, `http://[fd00::1]:${port}`], 'and others take their place')
  t.ok(names.every((name) => name === 'hooks.example'))
})

t.test('outcomes of all replicas are added up, by revision', async (t) => {
  const [a, b] = [await openReplica(t, 'a'), await openReplica(t, 'b')]
  a.traffic.record(seen('a:1'))
  b.traffic.record(seen('b:1'))
  for (const [outcome, revision, now] of [['killed', 'hello-1', noon], ['denied', 'hello-2', noon], ['ok', 'hello-1', '2026-03-01T12:01:00Z']] as const) {
    const { call, ...rest } = seen('b:2')
    b.traffic.record({ ...rest, call: { ...call, outcome, revision, now } })
  }
  const remote = remoteTraffic({ replicas: async () => [a.url, dead, b.url], token: () => 'sesame' })
  t.same(await remote.outcomes('hello', Date.parse(noon)), [{ revision: 'hello-1', calls: 4, failures: 1 }, { revision: 'hello-2', calls: 1, failures: 1 }])
  t.same(await remote.outcomes('hello', Date.parse(noon) + 1), [{ revision: 'hello-1', calls: 1, failures: 0 }])
  t.same(await remote.outcomes('other', 0), [])
})

t.test('without any replica there is no traffic, and no error', async (t) => {
  const remote = remoteTraffic({ replicas: async () => Promise.reject(new TypeError('no such host')), token: () => '' })
  t.same(await remote.calls('hello'), [])
  t.same(await remote.logs({ program: 'hello' }), { records: [], dropped: 0 })
})

t.test('a follower goes on after a cut without gaps or repetitions, with a cursor for each replica', async (t) => {
  const [a, b] = [await openReplica(t, 'a'), await openReplica(t, 'b')]
  let isCut = false
  let looks = 0
  const replicas = async (): Promise<readonly string[]> => {
    looks += isCut ? 1 : 0
    return isCut ? [dead, b.url] : [a.url, b.url]
  }
  const remote = remoteTraffic({ replicas, token: () => 'sesame', every: 5 })
  a.traffic.record(seen('a:1', ['old', 'new']))
  const told: LogRecord[] = []
  t.teardown(remote.follow('hello', (record) => told.push(record), { a: 1 }))
  const ids = (): readonly string[] => told.map(({ id }) => id)
  await until(() => told.length === 1)
  t.same(ids(), ['a:2'])
  isCut = true
  await until(() => looks > 0)
  a.traffic.record(seen('a:2', ['while cut', 'still cut']))
  b.traffic.record(seen('b:1', ['from the other']))
  await until(() => told.length === 2)
  t.same(ids(), ['a:2', 'b:1'])
  isCut = false
  await until(() => told.length === 4)
  await sleep(50)
  t.same(ids(), ['a:2', 'b:1', 'a:3', 'a:4'])
})

t.test('in one process a follower is told at once, and no more after it left', async (t) => {
  const { traffic } = await openReplica(t, 'a')
  traffic.record(seen('a:1', ['old', 'new']))
  const [fresh, resumed]: [string[], string[]] = [[], []]
  const leave = [traffic.follow('hello', ({ message }) => fresh.push(message)), traffic.follow('hello', ({ message }) => resumed.push(message), { a: 1 })]
  traffic.record(seen('a:2', ['newer']))
  await traffic.logs({ program: 'hello' })
  leave.forEach((one) => one())
  traffic.record(seen('a:3', ['newest']))
  await traffic.logs({ program: 'hello' })
  t.same([fresh, resumed], [['newer'], ['new', 'newer']])
})
