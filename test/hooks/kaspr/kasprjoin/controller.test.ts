import t from 'tap'
import { app, changed, join, path, table } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, said, sync } from '../fixtures/world.ts'

const invalid = (name: string): Manifest => table(name, { window: { tumbling: { size: 'x' } } })
const statusWith = (...around: readonly Manifest[]) => sync(join('j'), { around }).status

t.test('both, one or no table', async (t) => {
  const both = statusWith(app(), table('left'), table('right'))
  t.match(both, { app: { name: 'orders', status: 'AppFound' }, configMap: 'j-join', leftTable: { name: 'left', status: 'LeftTableFound' }, rightTable: { name: 'right', status: 'RightTableFound' } })
  t.equal(said(both, 'Ready'), 'True/AppFound')
  const left = statusWith(app(), table('left'))
  t.match(left, { leftTable: { status: 'LeftTableFound' }, rightTable: { name: 'right', status: 'RightTableNotFound' } })
  t.equal(said(left, 'Ready'), 'False/RightTableNotFound')
  t.match(conditionOf(left, 'Ready')?.message, 'KasprTable `right` not found in `shop` namespace')
  const none = statusWith(app())
  t.match(none, { leftTable: { status: 'LeftTableNotFound' }, rightTable: { status: 'RightTableNotFound' } })
  t.equal(said(none, 'Ready'), 'False/LeftTableNotFound')
})

t.test('its ConfigMap is made whatever tables there are', async (t) => {
  for (const around of [[], [app()], [app(), table('left'), invalid('right')]]) t.equal(sync(join('j'), { around }).children.length, 1)
})

t.test('tables of other apps and namespaces do not count', async (t) => {
  const foreign = table('left', {}, { labels: { 'kaspr.io/app': 'other' } })
  const far = changed(table('right'), path('metadata.namespace'), 'far')
  t.match(statusWith(app(), foreign, far), { leftTable: { status: 'LeftTableNotFound' }, rightTable: { status: 'RightTableNotFound' } })
})

t.test('an invalid table keeps it from being ready, and the condition names the table', async (t) => {
  const status = statusWith(app(), table('left'), invalid('right'))
  t.equal(said(status, 'Ready'), 'False/RightTableInvalid')
  t.match(conditionOf(status, 'Ready')?.message, 'right')
  t.match(status, { rightTable: { status: 'RightTableFound' } })
})

t.test('both sides may be one table', async (t) => {
  const { status, problems } = sync(join('j', { rightTable: 'left' }), { around: [app(), table('left')] })
  t.same(problems, [])
  t.equal(said(status, 'Ready'), 'True/AppFound')
})
