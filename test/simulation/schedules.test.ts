import t from 'tap'
import type { CallHook } from '../../src/engine/hook-call.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { component } from './fixtures/family.ts'
import { brokenText, checkSeed } from './schedules/check.ts'
import { scheduleOf } from './schedules/draw.ts'
import { play } from './schedules/run.ts'
import type { Schedule } from './schedules/schedule.ts'
import type { Sabotage } from './schedules/troubled-world.ts'

// What the schedules would find out: hooks that are spoiled on purpose.

const agent: Schedule = { seed: 1, steps: [{ at: 0, do: 'apply', document: component('KasprAgent', 'a', { app: 'shop' }) }] }
const edited: Schedule = { seed: 1, steps: [...agent.steps, { at: 5000, do: 'apply', document: component('KasprAgent', 'a', { app: 'shop', spec: { description: 'another' } }) }] }

/** Changes the answers of sync, which are counted from 1. */
const answering = (change: (answer: JsonObject, count: number) => JsonObject): Sabotage => (hooks) => {
  let count = 0
  const spoiled: CallHook = async (call) => {
    const reply = await hooks(call)
    if (call.hook !== 'sync' || !isObject(reply.body)) return reply
    return { ...reply, body: change(reply.body, count += 1) }
  }
  return spoiled
}

const withStatus = (answer: JsonObject, fields: JsonObject): JsonObject => ({ ...answer, status: { ...(isObject(answer['status']) ? answer['status'] : {}), ...fields } })

for (const [what, schedule, sabotage, rule] of [
  ['forgets its children once', edited, answering((answer, count) => count === 3 ? { ...answer, children: [] } : answer), 'a child was deleted that every version of its parent wanted'],
  ['never says the same twice', agent, answering((answer, count) => withStatus(answer, { configMap: `m-${count}` })), 'it does not come to rest'],
  ['says something else after an edit', edited, answering((answer, count) => count > 4 ? withStatus(answer, { configMap: 'other' }) : answer), 'the end differs from a fresh start'],
] as const) {
  t.test(`a hook that ${what} is found out`, async (t) => {
    await t.rejects(play(schedule, sabotage), { message: rule })
  })
}

t.test('the same hooks unspoiled keep all of it', async (t) => {
  await t.resolves(play(agent))
  await t.resolves(play(edited))
})

t.test('a schedule is drawn from its seed and nothing else', async (t) => {
  t.strictSame(scheduleOf(7), scheduleOf(7))
  t.notSame(scheduleOf(7), scheduleOf(8))
})

t.test('what breaks is shrunk to the steps that are needed, and printed with its seed', async (t) => {
  const forgetting = answering((answer) => ({ ...answer, children: [] }))
  const broken = await checkSeed(3, (schedule) => play(schedule, forgetting))
  t.match(broken, { seed: 3, schedule: { steps: [{ do: 'apply' }] } })
  t.equal(broken?.schedule.steps.length, 1)
  t.match(broken === undefined ? '' : brokenText(broken), /^seed 3: .*\n {2}evidence: .*\n.*KasprTask\/a.*\n {2}again: npm run simtest -- --from 3 --seeds 1$/)
})
