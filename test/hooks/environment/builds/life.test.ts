import t from 'tap'
import { Deployment, Job } from '../../../../src/kit/kinds.ts'
import { begin, grown } from '../fixtures/life.ts'
import type { Start } from '../fixtures/life.ts'
import { buildSettings } from '../fixtures/compose.ts'

const start: Start = {
  settings: buildSettings,
  spec: { preset: 'custom', type: 'production', config: { ports: [{ containerPort: 80 }] } },
  project: { templates: { production: { builds: [{ name: 'web' }] } } },
}

t.test('nothing runs before its image is built; Building is said meanwhile', async (t) => {
  const life = await begin(start)
  const phases = new Set<string | undefined>()
  for (let steps = 0; steps < 400 && (await life.status()).phase !== 'Ready'; steps += 1) {
    const { phase, conditions = [] } = await life.status()
    phases.add(phase)
    if (conditions.find(({ type }) => type === 'BuildsReady')?.status !== 'True') t.strictSame(await life.names(Deployment), [])
    await life.world.advance(50)
  }
  t.equal((await life.status()).phase, 'Ready')
  t.ok(phases.has('Building'), [...phases].join(' '))
})

t.test('Part C 19: a build that failed is a failure that says so, and retry runs it again', async (t) => {
  const life = await begin(start)
  const mend = life.world.cluster.faults.inject({ type: 'PodCrash', pods: { labelSelector: { matchLabels: { 'catalyst.dev/build': 'web' } } } })
  await life.rest()
  const [first] = await life.names(Job)
  t.equal((await life.status()).phase, 'Failed')
  t.match(await life.condition('BuildsReady'), { status: 'False', reason: 'BuildFailed', message: /^job build-web-[0-9a-f]+ failed: ./ })
  t.strictSame(await life.names(Deployment), [])
  mend()
  await life.apply({ builds: [{ name: 'web', retry: 1 }] })
  await life.rest()
  const [second] = await life.names(Job)
  t.not(first, second)
  t.equal((await life.status()).phase, 'Ready')
})

t.test('a new commit is built before the application changes; a suspended environment builds nothing', async (t) => {
  const life = await grown(start)
  const imageOf = async () => JSON.stringify((await life.object(Deployment, 'web'))?.['spec']).match(/"image":"([^"]+)"/)?.[1]
  const before = await imageOf()
  await life.apply({ sources: [{ name: 'web', commitSha: 'b2' }], suspend: true })
  await life.rest()
  t.strictSame(await life.names(Job), [])
  await life.apply({ sources: [{ name: 'web', commitSha: 'b2' }] })
  await life.rest()
  t.not(await imageOf(), before)
  t.match(await imageOf(), /:b2-/)
  t.equal((await life.status()).phase, 'Ready')
})
