import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { main } from '../../src/cli/main.ts'
import { stewardOptions } from '../../src/cli/steward-options.ts'
import { stewardUntil } from '../../src/cli/steward.ts'
import { termination } from '../../src/cli/termination.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import { buildLog } from '../../src/server/log.ts'
import { Lease } from '../../steward/kinds.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import { runCommand } from '../cli/terminal.ts'
import { json, memberServer } from './fixtures/member-server.ts'
import { component, memberSet, setPlace } from './fixtures/shop.ts'

const runningPod = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: `${component}-0`, namespace: 'shop', labels: { app: component } }, spec: {},
  status: { phase: 'Running', containerStatuses: [{ name: 'kaspr', state: { running: {} } }] },
}

/** A run of `steward` on a cluster in memory, with members on this machine; signals are events. */
const running = (store: ObjectStore, port: number) => {
  const signals = new EventEmitter()
  const lines: string[] = []
  const options = stewardOptions({ host: '127.0.0.1', 'operations-port': '0', 'member-address': `http://127.0.0.1:${port}/{pod}`, namespace: 'shop' }, {})
  const world = { ...options, operationsPort: 0, store, clock: systemClock, log: buildLog('info', { write: (line) => { lines.push(line) } }) }
  return { signals, lines, ended: stewardUntil(termination(signals), world) }
}

/** Waits until something is there. */
const until = async <Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> => {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(5)
  }
}

t.test('it asks members over HTTP, says how it is, and stops when told', async (t) => {
  const store = memoryStore({ clock: systemClock })
  await store.create({ apiVersion: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' }, runningPod)
  await store.updateStatus({ apiVersion: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' }, runningPod)
  await store.create(setPlace.kind, memberSet())
  const port = await memberServer(t, (request, reply) => { json({ leader: request.url === `/${component}-0/status/`, rebalancing: false, recovering: false })(request, reply) })
  const { signals, lines, ended } = running(store, port)
  const operations = await until(() => /"operations":"([^"]+)"/.exec(lines.join(''))?.[1])
  const set = await until(async () => {
    const found = await store.get(setPlace)
    return found?.['status'] === undefined ? undefined : found
  })
  t.match(set, { status: { members: [{ id: 0, answered: true, leader: true }] } })
  t.equal((await fetch(`${operations}/healthz`)).status, 200)
  t.equal((await fetch(`${operations}/readyz`)).status, 200)
  t.equal((await fetch(`${operations}/nowhere`)).status, 404)
  t.match(await (await fetch(`${operations}/metrics`)).text(), /kaspr_steward_leader 1\n/)
  signals.emit('SIGTERM')
  t.equal(await ended, 0)
  t.same(signals.eventNames(), [], 'signals have their usual effect again')
  t.notMatch(await store.get({ kind: Lease, name: 'kaspr-hooks-steward', namespace: 'shop' }), { spec: { holderIdentity: String } }, 'the lease was given up')
  t.match(lines.at(-1), /"clean":true.*"msg":"stopped"/)
})

t.test('it is alive but not ready while the API server does not answer, and a second signal ends it', async (t) => {
  const silent = (): Promise<never> => new Promise(() => {})
  const store: ObjectStore = { ...memoryStore({ clock: systemClock }), list: silent, get: silent }
  const { signals, lines, ended } = running(store, 1)
  const operations = await until(() => /"operations":"([^"]+)"/.exec(lines.join(''))?.[1])
  t.equal((await fetch(`${operations}/healthz`)).status, 200)
  t.equal((await fetch(`${operations}/readyz`)).status, 503)
  signals.emit('SIGTERM')
  signals.emit('SIGINT')
  t.ok([0, 1].includes(await ended))
})

t.test('--help has an example; wrong usage exits with 2', async (t) => {
  t.match((await runCommand(['steward', '--help'])).out, 'Example: kaspr-hooks steward')
  for (const args of [['--concurrency', '0'], ['--operations', 'maybe'], ['--member-address', 'shop'], ['--log-level', 'loud'], ['extra'], ['--what']]) {
    const { code, err } = await runCommand(['steward', ...args])
    t.equal(code, 2, args.join(' '))
    t.match(err, /^KH_USAGE: .*\nSee: kaspr-hooks steward --help\n$/)
  }
})

t.test('without a cluster it says so and exits with 1', async (t) => {
  const err: string[] = []
  const terminal = { out: () => {}, err: (text: string) => { err.push(text) }, stdin: async () => '', env: {}, now: () => '2026-01-01T00:00:00Z' }
  t.equal(await main(['steward'], terminal), 1)
  t.match(err.join(''), /^KH_KUBE_CONFIG_MISSING: /)
})

t.test('options come from flags, then variables, then defaults', async (t) => {
  t.match(stewardOptions({}, {}), { namespace: undefined, leaseNamespace: 'default', concurrency: 16, operates: true, operationsPort: 8081, logLevel: 'info' })
  t.match(stewardOptions({}, { POD_NAMESPACE: 'tools', KASPR_HOOKS_STEWARD_OPERATIONS: 'observe' }), { leaseNamespace: 'tools', operates: false })
  t.match(stewardOptions({ namespace: 'shop', concurrency: '4' }, { KASPR_HOOKS_STEWARD_CONCURRENCY: '8' }), { namespace: 'shop', leaseNamespace: 'shop', concurrency: 4 })
  t.not(stewardOptions({}, {}).identity, stewardOptions({}, {}).identity)
})
