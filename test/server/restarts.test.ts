import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openEndpoints } from './restarts/endpoints.ts'
import type { Endpoints } from './restarts/endpoints.ts'
import { buildGoClient } from './restarts/go-client.ts'
import { startReplica } from './restarts/replica.ts'
import type { Replica } from './restarts/replica.ts'

const rollouts = 50
const callers = 6
const propagationMilliseconds = 300
const options = ['--operations-port', '0', '--drain-seconds', '2']

const bodies = ['kasprapp', 'kaspragent', 'oaatgroup'].map((name) => ({
  path: `/hooks/${name}/sync`,
  body: readFileSync(new URL(`../../examples/requests/${name}-sync.json`, import.meta.url), 'utf8'),
}))

/** Callers that sync without a break until they are told to stop. */
const load = (port: number) => {
  const client = buildGoClient(port)
  const failures: string[] = []
  let [synced, isOver] = [0, false]
  const caller = async (): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) {
      const { path = '', body = '' } = bodies[turn % bodies.length] ?? {}
      const outcome = await client.post(path, body)
      if ('status' in outcome && outcome.status === 200) synced += 1
      else failures.push(JSON.stringify(outcome))
      await sleep(Math.random() * 40)
    }
  }
  const working = Promise.all(Array.from({ length: callers }, caller))
  return {
    end: async () => {
      isOver = true
      await working
      client.close()
      return { synced, failures, again: client.again() }
    },
  }
}

/** What happens to a pod that is replaced: the new one is ready first, then SIGTERM and the end of the endpoint begin at once. */
const replace = async (old: Replica, next: Replica, endpoints: Endpoints): Promise<void> => {
  await endpoints.add(next.port)
  old.process.kill('SIGTERM')
  void endpoints.remove(old.port)
}

/** One replica that is replaced again and again, as soon as it has had callers; its successor starts meanwhile. */
const replaceAll = async (first: Replica, start: () => Promise<Replica>, endpoints: Endpoints): Promise<Replica> => {
  let [current, starting] = [first, start()]
  for (let rollout = 1; rollout <= rollouts; rollout += 1) {
    const next = await starting
    if (rollout < rollouts) starting = start()
    await replace(current, next, endpoints)
    while (endpoints.given(next.port) === 0) await sleep(10)
    current = next
  }
  return current
}

t.test(`${rollouts} rolling restarts of two replicas under load, and no sync fails`, { timeout: 900_000 }, async (t) => {
  const endpoints = await openEndpoints(propagationMilliseconds)
  t.teardown(endpoints.close)
  const compileCache = t.testdir()
  const all: Replica[] = []
  const start = async (): Promise<Replica> => {
    const replica = await startReplica(t, { options, compileCache })
    all.push(replica)
    return replica
  }
  const first = await Promise.all([start(), start()])
  await Promise.all(first.map(({ port }) => endpoints.add(port)))
  const { end } = load(endpoints.port)
  const last = await Promise.all(first.map((replica) => replaceAll(replica, start, endpoints)))
  const { synced, failures, again } = await end()
  for (const { process } of last) process.kill('SIGTERM')
  const codes = await Promise.all(all.map(({ exited }) => exited))
  t.strictSame(failures, [])
  t.equal(all.length, 2 + 2 * rollouts)
  t.ok(codes.every(([code, signal]) => code === 0 && signal === null), 'every replica ended well')
  t.ok(synced > 10 * rollouts, `${synced} syncs, ${again} of them on a second connection because the first was gone before`)
})
