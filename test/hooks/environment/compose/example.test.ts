import { readFileSync } from 'node:fs'
import t from 'tap'
import { environment as controller } from '../../../../hooks/environment/environment/controller.ts'
import { EnvironmentResource } from '../../../../hooks/environment/environment/resource.ts'
import { manifestOf } from '../../../../src/manifest/manifest.ts'
import { applyObject } from '../../../../src/simulation/apply.ts'
import { createWorld } from '../../../../src/simulation/world.ts'
import { buildSettings } from '../fixtures/compose.ts'

t.test('examples/environment/compose.yaml becomes Ready and comes to rest', async (t) => {
  const { objects, problems } = manifestOf(readFileSync(new URL('../../../../examples/environment/compose.yaml', import.meta.url), 'utf8'))
  t.strictSame(problems, [])
  const world = createWorld({ controllers: [controller], settings: buildSettings, namespaces: ['acme'] })
  for (const { object } of objects.filter(({ object: { kind } }) => kind !== 'Namespace')) await applyObject(world, object)
  const { isIdle } = await world.cluster.runUntilIdle({ limit: 3_600_000 })
  t.ok(isIdle)
  const found = await world.cluster.store.get({ kind: EnvironmentResource, name: 'acme-shop-pr8' })
  t.match(found, { status: { phase: 'Ready', stage: 'done', currentCommit: '3f0a9c1d7be24c5f8a6b9d0e1f2a3b4c5d6e7f80' } })
  t.match(JSON.stringify(found), '"type":"ComposeSupported","status":"True"')
})
