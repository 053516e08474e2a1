import t from 'tap'
import { kind } from '../../src/kit/kind.ts'
import { viewOf } from '../../src/kit/view.ts'

const ConfigMap = kind<object>('v1', 'ConfigMap', 'configmaps')
const Set = kind<object>('apps/v1', 'StatefulSet', 'statefulsets')
const object = (apiVersion: string, of: string, [namespace, name]: readonly [string, string]) => ({ apiVersion, kind: of, metadata: { name, namespace } })
const view = viewOf({
  'ConfigMap.v1': { 'n/b': object('v1', 'ConfigMap', ['n', 'b']), 'n/a': object('v1', 'ConfigMap', ['n', 'a']), 'm/a': object('v1', 'ConfigMap', ['m', 'a']) },
  'StatefulSet.apps/v1': { 'n/s': object('apps/v1', 'StatefulSet', ['n', 's']) },
})

t.test('objects of a kind come by namespace and name', async (t) => {
  t.strictSame(view.list(ConfigMap).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`), ['m/a', 'n/a', 'n/b'])
  t.strictSame(view.list(kind('v1', 'Secret', 'secrets')), [])
})

t.test('one object is found by name, and by namespace where it matters', async (t) => {
  t.equal(view.get(Set, 's')?.metadata.name, 's')
  t.equal(view.get(ConfigMap, 'a', 'n')?.metadata.namespace, 'n')
  t.equal(view.get(ConfigMap, 'z'), undefined)
})

t.test('all objects of all kinds are there', async (t) => {
  t.equal(view.all().length, 4)
})
