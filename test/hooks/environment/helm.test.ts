import t from 'tap'
import { Deployment, StatefulSet } from '../../../src/kit/kinds.ts'
import { begin, grown } from './fixtures/life.ts'
import { problemsOf } from './fixtures/rendered.ts'

const chart = { templates: { development: { type: 'helm', path: 'chart', preset: 'custom' } } }

t.test('a chart is refused in so many words, and nothing is made', async (t) => {
  const life = await begin({ project: chart, spec: { preset: 'custom' } })
  await life.rest()
  t.match(await life.condition('ConfigValid'), { status: 'False', reason: 'UnsupportedTemplate', message: /^spec\.deploymentMode: charts are not installed by this service; use development/ })
  t.match(await life.status(), { phase: 'Pending' })
  t.equal(await life.hasNamespace(), false)
})

t.test('so are kustomize and plain manifests', async (t) => {
  for (const type of ['kustomize', 'manifest']) t.match(problemsOf({ project: { templates: { development: { type } } } }), new RegExp(`templates of type ${type} are not supported`))
})

t.test('an environment that turns to a chart keeps what it has', async (t) => {
  const life = await grown()
  const before = await life.names(Deployment, StatefulSet)
  await life.apply({ deploymentMode: 'helm' })
  await life.rest()
  t.match(await life.status(), { phase: 'Degraded' })
  t.strictSame(await life.names(Deployment, StatefulSet), before)
})

t.test('Part C 23: an environment at rest writes nothing, however often it is looked at', async (t) => {
  const life = await grown()
  const versions = async (): Promise<readonly unknown[]> => Promise.all(['web'].map(async (called) => (await life.object(Deployment, called))?.metadata.resourceVersion))
  const before = JSON.stringify([await versions(), await life.status()])
  life.world.restartEngine()
  await life.world.advance(7200_000)
  t.equal(JSON.stringify([await versions(), await life.status()]), before)
})
