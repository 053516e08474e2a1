import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { reaches } from './fixtures/metric.ts'
import { openWire, postText } from './fixtures/wire.ts'
import type { Wire } from './fixtures/wire.ts'
import { startReplica } from './restarts/replica.ts'

const path = '/hooks/kasprapp/sync'
const body = readFileSync(new URL('../../examples/requests/kasprapp-sync.json', import.meta.url), 'utf8')
const whole = postText(path, body.length, body)

/** A request of which the first part has arrived. */
const half = async (hooks: string): Promise<Wire> => {
  const wire = await openWire(hooks)
  wire.send(postText(path, body.length, body.slice(0, 1000)))
  await reaches(hooks, 'kaspr_hooks_requests_in_work', 1)
  return wire
}

const notReady = async (hooks: string): Promise<void> => {
  while ((await fetch(`${hooks}/readyz`)).status !== 503) await sleep(10)
}

const refused = async (hooks: string): Promise<void> => {
  for (;;) {
    const wire = await openWire(hooks).catch(() => undefined)
    if (wire === undefined) return
    wire.drop()
    await sleep(10)
  }
}

t.test('SIGTERM in mid-request: not ready, still serving, then closed; what was in work is answered; exit code 0', { timeout: 120_000 }, async (t) => {
  const { hooks, process, exited } = await startReplica(t, { options: ['--operations-port', '0', '--drain-seconds', '5'] })
  const [working, idle] = [await half(hooks), await openWire(hooks)]
  idle.send(whole)
  t.match((await idle.answer()).head, 'connection: keep-alive')
  process.kill('SIGTERM')
  await notReady(hooks)
  for (const [wire, which] of [[idle, 'a connection that was kept'], [await openWire(hooks), 'a new connection']] as const) {
    wire.send(whole)
    const { status, head } = await wire.answer()
    t.equal(status, 200, `${which} is served while not ready`)
    t.match(head, 'connection: close', `${which} is asked to go`)
    await wire.closed
  }
  await refused(hooks)
  working.send(body.slice(1000))
  const { status, head } = await working.answer()
  t.equal(status, 200, 'in work since before the signal')
  t.match(head, 'connection: close')
  t.same(await exited, [0, null])
})

t.test('a second signal cuts it short, with exit code 1', { timeout: 120_000 }, async (t) => {
  const { hooks, process, exited } = await startReplica(t, { options: ['--operations-port', '0', '--drain-seconds', '3600'] })
  const stuck = await half(hooks)
  process.kill('SIGTERM')
  await notReady(hooks)
  process.kill('SIGTERM')
  t.same(await exited, [1, null])
  await stuck.closed
})
