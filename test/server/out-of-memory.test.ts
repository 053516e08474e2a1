import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { freePorts } from '../../scripts/cluster/free-ports.ts'
import { metricsPage, reaches, seriesOf } from './fixtures/metric.ts'
import { greetingRequest, sync } from './fixtures/request.ts'
import { openWire, postText } from './fixtures/wire.ts'

const body = JSON.stringify(greetingRequest())
const program = fileURLToPath(new URL('fixtures/hoarding-service.ts', import.meta.url))

const post = async (address: string, path = sync): Promise<number> => {
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  await answer.arrayBuffer()
  return answer.status
}

t.test('a process that runs out of memory refuses instead of dying, stays ready, and recovers by what it still answers', { timeout: 300_000 }, async (t) => {
  const [port = 0] = await freePorts(1)
  const child = fork(program, [String(port)], { execArgv: ['--max-old-space-size=128'], env: { PATH: process.env['PATH'] } })
  t.teardown(() => child.kill('SIGKILL'))
  const [{ hooks, operations }] = await once(child, 'message')
  const holder = await openWire(hooks)
  holder.send(postText(sync, body.length, body.slice(0, 50)))
  await reaches(operations, 'kaspr_hooks_requests_in_work', 1)

  let status = 200
  for (let calls = 0; status === 200 && calls < 5000; calls += 1) status = await post(hooks, '/hooks/hoarder/sync')
  t.equal(status, 429, 'refused before there is none left')
  for (let calls = 0; calls < 200; calls += 1) status = Math.max(status, await post(hooks, '/hooks/hoarder/sync'))
  t.equal(status, 429, 'whoever goes on is refused')
  const page = await metricsPage(operations)
  t.ok(seriesOf(page, 'kaspr_hooks_shed_total{reason="memory"}') > 0)
  for (const path of ['/healthz', '/readyz']) t.equal((await fetch(`${operations}${path}`)).status, 200, path)
  holder.send(body.slice(50))
  t.equal((await holder.answer()).status, 200, 'what was taken on is answered')
  await reaches(operations, 'kaspr_hooks_requests_in_work', 0)

  child.send('let go')
  const alone = new Set<number>()
  while (seriesOf(await metricsPage(operations), 'kaspr_hooks_memory_used_ratio') > 0.85) alone.add(await post(hooks))
  t.strictSame([...alone].filter((one) => one !== 200), [], 'one at a time, until the collector was at work')
  holder.send(postText(sync, body.length, body.slice(0, 50)))
  await reaches(operations, 'kaspr_hooks_requests_in_work', 1)
  t.equal(await post(hooks), 200, 'not alone, and taken on')
  t.equal(child.exitCode, null)
})
