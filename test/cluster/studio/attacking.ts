import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { eventually } from '../harness/eventually.ts'
import { found, parent, parentsOf, published, runs, saved } from './author.ts'
import { fieldOf, saidOf, untilSaid } from './looks.ts'
import { crowd } from './publishing.ts'
import type { Scenario } from './scenario.ts'
import { attacks, says } from './sources.ts'
import type { Town } from './town.ts'

const Hostile = parentsOf('hostiles')

const callsOf = async ({ seat }: Town, revision: string): Promise<readonly JsonObject[]> => {
  const { body: { items } } = await seat('editor').get('/programs/hostiles/recordings')
  return (Array.isArray(items) ? items.filter(isObject) : []).filter((call) => call['revision'] === revision)
}

const untilKilled = (town: Town, revision: string): Promise<void> => eventually(`a call of ${revision} is killed`, async () => {
  const calls = await callsOf(town, revision)
  return { done: calls.some(({ outcome }) => outcome === 'killed'), seen: calls.map(({ outcome, reason }) => ({ outcome, reason: reason ?? null })) }
})

export const hostile: Scenario = {
  name: '2. a program that loops or bombs fails within 2 s of its own call; parents of another program go on',
  play: async (town, t) => {
    await found(town, 'hostiles')
    await runs(town, 'hostiles', says('good'))
    await parent(town, Hostile, { name: 'victim', spec: {} })
    await untilSaid(town, 'victim', 'good')
    const child = (): Promise<unknown> => town.objects.get(ConfigMap, { name: 'victim-said', namespace: town.namespace }).then((object) => object?.metadata.resourceVersion)
    const before = await child()
    for (const { name: attack, code, kills } of attacks) {
      const revision = await saved(town, 'hostiles', says(attack, code))
      await published(town, 'hostiles', revision)
      await untilKilled(town, revision)
      const calls = await callsOf(town, revision)
      t.ok(calls.every(({ milliseconds }) => Number(milliseconds) <= 2000), `${attack}: ${calls.map(({ milliseconds }) => Math.round(Number(milliseconds))).join(', ')} ms`)
      t.strictSame(calls.filter(({ reason }) => !kills.includes(String(fieldOf(reason, 'kill')))), [], `stopped by ${kills.join(' or ')}`)
      await parent(town, crowd, { name: 'one-of-7', spec: { text: ` beside ${attack}` } })
      await untilSaid(town, 'one-of-7', `one beside ${attack}`)
      t.equal((await town.seat('viewer').get('/programs')).status, 200, 'the Studio can be used')
      t.equal(await child(), before, 'the child stays as it was')
    }
    await parent(town, crowd, { name: 'one-of-7', spec: { text: '' } })
    await runs(town, 'hostiles', says('better'))
    await untilSaid(town, 'victim', 'better')
    t.equal(await saidOf(town, 'victim'), 'better', 'the way back is a publish')
  },
}
