import t from 'tap'
import { progressOf } from '../../../../hooks/environment/environment/progress.ts'
import type { Progress } from '../../../../hooks/environment/environment/progress.ts'
import { stages } from '../../../../hooks/environment/environment/stages.ts'
import type { StageState } from '../../../../hooks/environment/environment/stages.ts'
import { ready, waiting } from '../../../../hooks/environment/environment/stage.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'

/** Stages of which the first so many are ready. */
const reached = (count: number): readonly StageState[] => stages.map((stage, at) => ({ stage, isOpen: at <= count, children: [], readiness: at < count ? ready : waiting('Waiting', 'it waits') }))
const all = stages.length
const stageOf = (count: number): string => stages[count]?.name ?? 'done'

const progress = (count: number, { now = '12:00:00', status, spec = {} }: { readonly now?: string; readonly status?: JsonObject; readonly spec?: JsonObject } = {}): Progress =>
  progressOf(reached(count), trusted({ parent: { metadata: { generation: 2 }, spec, ...(status === undefined ? {} : { status: { observedGeneration: 2, ...status } }) }, now: `2026-06-01T${now}Z` }))

t.test('the first stage that is not ready is the one that is worked on, since it was first seen', async (t) => {
  t.match(progress(0), { stage: 'namespace', since: '2026-06-01T12:00:00Z', isLate: false, secondsLeft: 900, wasReady: false })
  t.match(progress(2), { stage: stageOf(2), since: '2026-06-01T12:00:00Z' })
  t.match(progress(2, { status: { stage: stageOf(2), stageSince: '2026-06-01T11:59:00Z' } }), { since: '2026-06-01T11:59:00Z', secondsLeft: 840 })
  t.match(progress(2, { status: { stage: stageOf(1), stageSince: '2026-06-01T11:59:00Z' } }), { since: '2026-06-01T12:00:00Z', secondsLeft: 900 })
})

t.test('another generation begins anew', async (t) => {
  const status = { stage: stageOf(2), stageSince: '2026-06-01T11:00:00Z', phase: 'Ready', observedGeneration: 1 }
  t.match(progress(2, { status }), { since: '2026-06-01T12:00:00Z', isLate: false, wasReady: false })
})

t.test('a stage is late at its deadline, and not before', async (t) => {
  const status = { stage: stageOf(2), stageSince: '2026-06-01T12:00:00Z' }
  t.match(progress(2, { status, now: '12:14:59.001' }), { isLate: false, secondsLeft: 1 })
  t.match(progress(2, { status, now: '12:15:00' }), { isLate: true, secondsLeft: undefined })
  t.match(progress(2, { status, now: '12:00:59', spec: { progressDeadlineSeconds: 60 } }), { isLate: false, secondsLeft: 1 })
  t.match(progress(2, { status, now: '12:01:00', spec: { progressDeadlineSeconds: 60 } }), { isLate: true })
})

t.test('who is done is never late, and waits for nothing', async (t) => {
  t.match(progress(all, { status: { stage: 'done', stageSince: '2020-01-01T00:00:00Z', phase: 'Ready' } }), { stage: 'done', since: '2020-01-01T00:00:00Z', isLate: false, secondsLeft: undefined, wasReady: true })
})

t.test('what was ready once is degraded until it is ready again', async (t) => {
  for (const [phase, wasReady] of [['Ready', true], ['Degraded', true], ['Provisioning', false], ['Failed', false]] as const) t.equal(progress(1, { status: { phase } }).wasReady, wasReady, phase)
})
