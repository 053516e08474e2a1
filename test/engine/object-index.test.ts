import t from 'tap'
import { ObjectIndex } from '../../src/engine/object-index.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'

const object = (name: string, labels: Readonly<Record<string, string>>, namespace = 'n'): StoredObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, uid: `uid-${namespace}-${name}`, labels } })

const names = (objects: Iterable<StoredObject>): readonly string[] => [...objects].map(({ metadata: { name } }) => name)

t.test('objects are found by a label, whenever they came and whoever asked first', async (t) => {
  const index = new ObjectIndex()
  index.put(object('early', { app: 'a' }))
  t.strictSame(names(index.labelled('app', 'a')), ['early'])
  index.put(object('late', { app: 'a', team: 'x' }))
  index.put(object('other', { app: 'b' }))
  index.put(object('none', {}))
  t.strictSame([names(index.labelled('app', 'a')), names(index.labelled('app', 'b')), names(index.labelled('app', 'c')), names(index.labelled('team', 'x'))], [['early', 'late'], ['other'], [], ['late']])
})

t.test('an object that gets another label, or goes, is found under the old one no longer', async (t) => {
  const index = new ObjectIndex()
  index.put(object('moving', { app: 'a' }))
  t.strictSame(names(index.labelled('app', 'a')), ['moving'])
  index.put(object('moving', { app: 'b' }))
  t.strictSame([names(index.labelled('app', 'a')), names(index.labelled('app', 'b'))], [[], ['moving']])
  index.put(object('moving', {}))
  index.put(object('going', { app: 'b' }))
  index.remove(object('going', { app: 'b' }))
  t.strictSame(names(index.labelled('app', 'b')), [])
})
