import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { freePorts } from '../../scripts/cluster/free-ports.ts'
import { metricsPage, reaches, seriesOf } from './fixtures/metric.ts'
import { openWire, postText } from './fixtures/wire.ts'
import { startReplica } from './restarts/replica.ts'

const path = '/hooks/kasprapp/sync'
const body = readFileSync(new URL('../../examples/requests/kasprapp-sync.json', import.meta.url), 'utf8')
const room = 8
const storm = 400
const inWork = 'kaspr_hooks_requests_in_work'
const counted = (outcome: string): string => `kaspr_hooks_requests_total{controller="kasprapp",hook="sync",outcome="${outcome}"}`
const retryAfter = /^[1-9][0-9]*$/

/** Status and Retry-After of one call. */
const call = async (hooks: string): Promise<{ readonly status: number; readonly wait: string }> => {
  const answer = await fetch(`${hooks}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  await answer.arrayBuffer()
  return { status: answer.status, wait: answer.headers.get('retry-after') ?? '' }
}

const all = (hooks: string) => Promise.all(Array.from({ length: storm }, () => call(hooks)))

/** As Metacontroller does it: nothing but a 429 is tried again, and not before its time. */
const patiently = async (hooks: string): Promise<number> => {
  const { status, wait } = await call(hooks)
  if (status !== 429) return status
  await sleep(Number(wait) * 1000)
  return patiently(hooks)
}

/** Asks health, readiness and metrics as long as the work goes on; gives back what was not answered 200. */
const watched = async (operations: string, work: Promise<unknown>): Promise<readonly string[]> => {
  const bad: string[] = []
  let [isOver, asked] = [false, 0]
  const over = work.finally(() => { isOver = true })
  do {
    for (const page of ['/healthz', '/readyz', '/metrics']) {
      const { status } = await fetch(`${operations}${page}`)
      asked += 1
      if (status !== 200) bad.push(`${page}: ${status}`)
    }
  } while (!isOver)
  await over
  return asked < 3 ? ['nothing was asked'] : bad
}

t.test('a storm above the limits: everybody is answered 200 or 429, operations stay, and it is over when it is over', { timeout: 300_000 }, async (t) => {
  const [port = 0] = await freePorts(1)
  const { hooks, operations = '', process, exited } = await startReplica(t, { options: ['--operations-port', String(port), '--work-limit', String(room), '--drain-seconds', '0'] })
  const holders = await Promise.all(Array.from({ length: room }, () => openWire(hooks)))
  for (const { send } of holders) send(postText(path, body.length, body.slice(0, 100)))
  await reaches(operations, inWork, room)

  const refused = all(hooks)
  t.strictSame(await watched(operations, refused), [])
  t.ok((await refused).every(({ status, wait }) => status === 429 && retryAfter.test(wait)), 'no room at all: 429, with whole seconds')
  let page = await metricsPage(operations)
  t.equal(seriesOf(page, counted('overloaded')), storm)
  t.equal(seriesOf(page, 'kaspr_hooks_shed_total{reason="requests"}'), storm)
  t.equal(seriesOf(page, inWork), room, 'those who were in are in')

  for (const { send } of holders) send(body.slice(100))
  for (const { answer } of holders) t.equal((await answer()).status, 200, 'and are answered')
  await reaches(operations, inWork, 0)

  const mixed = all(hooks)
  t.strictSame(await watched(operations, mixed), [])
  const answers = await mixed
  t.ok(answers.every(({ status, wait }) => status === 200 || (status === 429 && retryAfter.test(wait))), 'some room: 200 or 429')
  page = await metricsPage(operations)
  const good = answers.filter(({ status }) => status === 200).length
  t.ok(good > 0)
  t.equal(seriesOf(page, counted('ok')), room + good)
  t.equal(seriesOf(page, counted('overloaded')), storm + (storm - good))

  t.ok((await Promise.all(Array.from({ length: storm }, () => patiently(hooks)))).every((status) => status === 200), 'who comes back when told is served')
  await reaches(operations, inWork, 0)
  await reaches(operations, 'kaspr_hooks_bytes_in_work', 0)
  for (const { drop } of holders) drop()
  process.kill('SIGTERM')
  t.same(await exited, [0, null])
})
