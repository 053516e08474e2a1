import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Readings } from '../../src/server/pressure.ts'
import { metricsPage, reaches, seriesOf } from './fixtures/metric.ts'
import { openService } from './fixtures/open-service.ts'
import { greetingRequest, sync } from './fixtures/request.ts'
import { openWire, postText } from './fixtures/wire.ts'

const body = JSON.stringify(greetingRequest())
const inWork = 'kaspr_hooks_requests_in_work'
const post = (address: string): Promise<Response> => fetch(`${address}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

/** Memory and a clock that a test turns. */
const turned = () => {
  const now = { heap: 10, late: 0 }
  let time = 0
  const readings: Readings = {
    now: () => { time += 100 + now.late; return time },
    heap: () => ({ used: now.heap, most: 100 }),
    resident: () => ({ used: 0, most: 0 }),
  }
  return { now, readings }
}

const until = async (address: string, series: string, isReached: (value: number) => boolean): Promise<void> => {
  while (!isReached(seriesOf(await metricsPage(address), series))) await sleep(10)
}

const strains = [
  { reason: 'memory', series: 'kaspr_hooks_memory_used_ratio', limit: 0.85, strained: { heap: 95, late: 0 } },
  { reason: 'event_loop', series: 'kaspr_hooks_event_loop_delay_seconds', limit: 1, strained: { heap: 10, late: 5000 } },
]

for (const { reason, series, limit, strained } of strains) {
  t.test(`${reason}: requests that are not alone are refused quietly, the service stays ready, and all is well afterwards`, async (t) => {
    const { now, readings } = turned()
    const { hooks, operations = '' } = await openService(t, {}, { readings, operationsPort: 0 })
    const holder = await openWire(hooks)
    holder.send(postText(sync, body.length, body.slice(0, 50)))
    await reaches(operations, inWork, 1)
    t.equal((await post(hooks)).status, 200, 'before')

    Object.assign(now, strained)
    await until(operations, series, (value) => value > limit)
    const refused = await post(hooks)
    t.equal(refused.status, 429)
    t.match(refused.headers.get('retry-after'), /^[1-5]$/)
    t.match(await refused.json(), { code: 'KH_OVERLOADED' })
    t.equal(seriesOf(await metricsPage(operations), `kaspr_hooks_shed_total{reason="${reason}"}`), 1)
    for (const page of ['/readyz', '/healthz']) t.equal((await fetch(`${operations}${page}`)).status, 200, `${page}: a replica under pressure takes no part of its load to others`)

    holder.send(body.slice(50))
    t.equal((await holder.answer()).status, 200, 'what was taken on is answered')
    await reaches(operations, inWork, 0)
    t.equal((await post(hooks)).status, 200, 'one at a time goes on')

    Object.assign(now, { heap: 10, late: 0 })
    await until(operations, series, (value) => value <= limit)
    holder.send(postText(sync, body.length, body.slice(0, 50)))
    await reaches(operations, inWork, 1)
    t.equal((await post(hooks)).status, 200, 'afterwards')
    holder.drop()
  })
}
