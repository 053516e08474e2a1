import t from 'tap'
import { GitRepository, HelmRelease } from '../../../../hooks/environment/environment/helm/kinds.ts'
import { ConfigMap, RoleBinding, ServiceAccount } from '../../../../src/kit/kinds.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { chartProject, flux, fluxSays, release } from '../fixtures/chart.ts'
import { begin, name } from '../fixtures/life.ts'
import type { Life } from '../fixtures/life.ts'

// Whoever deletes a release uninstalls the chart, with its claims.

const installed = async (spec: JsonObject = {}): Promise<Life> => {
  const life = await begin({ project: chartProject, settings: flux, spec })
  await life.rest()
  await fluxSays(life, 'True')
  await life.rest()
  return life
}

const other = { deploymentMode: 'production', preset: 'custom', config: { image: 'shop:1', ports: [{ containerPort: 80 }] } }

const called = (names: readonly string[]): readonly string[] => names.filter((one) => one.endsWith('/helm-release'))
const parts = ['ConfigMap/helm-release', 'GitRepository/helm-release', 'HelmRelease/helm-release', 'RoleBinding/helm-release', 'ServiceAccount/helm-release']
const releaseParts = async (life: Life): Promise<readonly string[]> => called(await life.names(ConfigMap, GitRepository, HelmRelease, RoleBinding, ServiceAccount))

/** As Flux does: the chart is uninstalled before the release may go. */
const held = async (life: Life, finalizers: readonly string[]): Promise<void> => {
  const { store } = life.world.cluster
  const found = trusted<Parameters<typeof store.update>[1]>(await release(life))
  await store.update(HelmRelease, trusted({ ...found, metadata: { ...found.metadata, finalizers } }))
}

t.test('a release stays, with all that it needs, when an edit asks for something else', async (t) => {
  const life = await installed()
  const before = (await release(life))?.['spec']
  await life.apply(other)
  await life.rest()
  t.strictSame(await releaseParts(life), parts)
  t.strictSame((await release(life))?.['spec'], before)
  t.match(await life.status(), { phase: 'Ready' })
  t.strictSame(new Set((await life.status()).keptData), new Set(parts))
})

t.test('it goes when spec.discard names it, and what its uninstallation needs goes after it', async (t) => {
  const life = await installed()
  await held(life, ['finalizers.fluxcd.io'])
  await life.apply({ ...other, discard: ['helm-release'] })
  await life.rest()
  t.match(await release(life), { metadata: { deletionTimestamp: /./ } })
  t.strictSame(await releaseParts(life), parts, 'it is being uninstalled')
  await held(life, [])
  await life.rest()
  t.strictSame(await releaseParts(life), [])
})

t.test('discard alone takes nothing that is asked for', async (t) => {
  const life = await installed()
  await life.apply({ discard: ['helm-release'] })
  await life.rest()
  t.strictSame(await releaseParts(life), parts)
})

t.test('a missing Project changes nothing of it', async (t) => {
  const life = await installed()
  await life.removeProject()
  await life.rest()
  t.strictSame(await releaseParts(life), parts)
  t.match(await life.condition('ConfigValid'), { status: 'False', reason: 'ProjectNotFound' })
})

t.test('a deletion uninstalls the release while its rights are there, and then takes the namespace', async (t) => {
  const life = await installed()
  await held(life, ['finalizers.fluxcd.io'])
  await life.remove()
  await life.rest()
  t.match(await life.status(), { phase: 'Terminating', stage: 'release' })
  t.strictSame(await releaseParts(life), parts)
  t.ok(await life.hasNamespace())
  await held(life, [])
  await life.rest()
  t.strictSame([await life.isThere(), await life.hasNamespace()], [false, false])
})

t.test('retainData keeps the release: to stop it is to uninstall it', async (t) => {
  const life = await installed({ retainData: true })
  await life.remove()
  await life.rest()
  t.strictSame(await releaseParts(life), parts)
  t.match(await life.condition('DataRetained'), { status: 'True' })
  t.match((await release(life))?.['metadata'], { name: 'helm-release', namespace: name })
})
