import t from 'tap'
import { RevisionChildren } from '../../../src/engine/rolling/revision-children.ts'

const pod = (name: string) => ({ apiGroup: '', kind: 'Pod', name })

t.test('names are added once, to the group of their kind', async (t) => {
  const children = new RevisionChildren(undefined)
  t.strictSame([children.count, children.toJson()], [0, []])
  for (const child of [pod('a'), pod('a'), { apiGroup: 'apps', kind: 'Deployment', name: 'd' }, pod('b')]) children.add(child)
  t.strictSame(children.toJson(), [{ apiGroup: '', kind: 'Pod', names: ['a', 'b'] }, { apiGroup: 'apps', kind: 'Deployment', names: ['d'] }])
})

t.test('a group that has lost its last name stays until it is cleaned', async (t) => {
  const listed = [{ apiGroup: '', kind: 'Pod', names: ['a'] }]
  const children = new RevisionChildren(listed)
  children.remove(pod('a'))
  children.remove(pod('other'))
  t.strictSame([children.count, children.toJson(), listed[0]?.names], [0, [{ apiGroup: '', kind: 'Pod', names: [] }], ['a']])
  children.clean(() => true)
  t.strictSame(children.toJson(), [])
})

t.test('one good name keeps the stale ones of its kind', async (t) => {
  const children = new RevisionChildren([{ apiGroup: '', kind: 'Pod', names: ['a', 'b'] }, { apiGroup: 'apps', kind: 'Deployment', names: ['d'] }])
  children.clean(({ name }) => name === 'b')
  t.strictSame(children.all(), [pod('a'), pod('b')])
})
