import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { memoryStore } from '../../../src/engine/memory-store.ts'
import { systemClock } from '../../../src/kube/system-clock.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { programOf } from '../../../studio/life-cycle/programs.ts'
import { program, save, studioFixture, check, testTraffic } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const any = { 'if-match': '*' }

const publish = ({ ask }: Fixture, revision: string) => ask({ method: 'POST', url: '/api/v1/programs/web/publish', headers: any, payload: { revision } })

/** Two revisions, of which the second one answers and fails. */
const failing = async (fixture: Fixture): Promise<{ readonly first: string; readonly second: string }> => {
  const first = await save(fixture, 'one')
  const second = await save(fixture, 'two', { base: first })
  for (const revision of [first, second]) {
    await check(fixture, revision)
    await publish(fixture, revision)
  }
  return { first, second }
}

t.test('a running Studio takes back what fails, counts it and tells who did it', async (t) => {
  let bad = ''
  const traffic = { ...testTraffic(), outcomes: async () => [{ revision: bad, calls: 50, failures: 25 }] }
  const fixture = await studioFixture(t, { policy: { autoRollback: true }, traffic, every: { errors: 5 } })
  const { first, second } = await failing(fixture)
  bad = second
  while ((await programOf(fixture.store, 'web')).spec.activeRevision !== first) await sleep(5)
  const audited = async (): Promise<readonly unknown[]> => {
    const { body } = await fixture.ask({ url: '/api/v1/programs/web/audit' })
    return Array.isArray(body['items']) ? body['items'].filter(isObject).filter(({ action }) => action === 'auto') : []
  }
  while ((await audited()).length === 0) await sleep(5)
  t.match(await audited(), [{ user: 'auto', revision: first }])
  while (!/studio_publishes_total\{program="web",kind="auto"\} 1/.test((await fixture.ask({ url: '/metrics' })).text)) await sleep(5)
  t.match(fixture.lines().filter(({ audit }) => audit === true).at(-1), { action: 'autoRollback', user: 'auto', program: 'web' })
})

t.test('what goes wrong with one program is nothing to the others', async (t) => {
  const asked = new Set<string>()
  const outcomes = async (name: string) => {
    asked.add(name)
    return name === 'broken' ? Promise.reject(new TypeError('no line')) : []
  }
  const fixture = await studioFixture(t, { policy: { autoRollback: true }, traffic: { ...testTraffic(), outcomes }, every: { errors: 5 } })
  await fixture.store.create(HookProgram, program('broken', { policy: { autoRollback: true }, activeRevision: 'broken-000000000000' }))
  await fixture.store.create(HookProgram, program('shy', { activeRevision: 'shy-000000000000' }))
  await failing(fixture)
  while (!asked.has('web') || !fixture.lines().some(({ program: name, reason }) => name === 'broken' && reason === 'no line')) await sleep(5)
  t.notOk(asked.has('shy'), 'nobody looks at a program that does not want it')
})

t.test('a cluster that does not answer is told in the log, and asked again', async (t) => {
  const own = memoryStore({ clock: systemClock })
  const fixture = await studioFixture(t, { own: { ...own, watch: () => () => undefined, list: async () => Promise.reject(new TypeError('no cluster')) }, every: { errors: 5 } })
  while (fixture.lines().filter(({ reason }) => reason === 'no cluster').length < 2) await sleep(5)
  t.pass('twice')
})
