import t from 'tap'
import { overlaid } from '../../../src/engine/rolling/parent-patch.ts'

const parent = { spec: { template: { image: 'a' }, replicas: 1, none: null }, metadata: { name: 'p' } }

t.test('a patch has the values of the paths that are there, nested as in the parent', async (t) => {
  t.strictSame(overlaid({}, parent, ['spec.template', 'spec.missing', 'status.phase', 'spec.none']), { spec: { template: { image: 'a' }, none: null } })
  t.strictSame(overlaid({}, parent, ['spec']), { spec: parent.spec })
  t.strictSame(overlaid({}, parent, ['spec.none.inner']), {})
})

t.test('over a parent it replaces those values and leaves the others', async (t) => {
  const old = overlaid(parent, { spec: { template: { image: 'b' } } }, ['spec.template', 'spec.replicas'])
  t.strictSame(old, { ...parent, spec: { ...parent.spec, template: { image: 'b' } } })
  t.strictSame(parent.spec.template, { image: 'a' }, 'nothing is mutated')
})

t.test('a path through what is no object is an error', async (t) => {
  t.throws(() => overlaid({}, parent, ['spec.replicas.count']), { code: 'KH_ENGINE_REVISIONS' })
  t.throws(() => overlaid({ spec: 1 }, parent, ['spec.template']), { code: 'KH_ENGINE_REVISIONS' })
})
