import t from 'tap'
import { Informers, promptly } from '../../src/engine/informer.ts'
import type { CacheEvent } from '../../src/engine/informer.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import { ServerFailed } from '../../src/engine/api-errors.ts'
import { withMetadata } from '../../src/engine/metadata.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import { turn } from '../../src/engine/virtual-clock.ts'
import { ConfigMap, owner, stored } from './fixtures/things.ts'

const map = (name: string, more = {}) => stored(ConfigMap, { metadata: { name, namespace: 'n1', ...more } })
const build = () => {
  const clock = virtualClock(0)
  return { clock, store: memoryStore({ clock }) }
}
const words = ({ type, object: { metadata: { name } } }: CacheEvent): string => `${type} ${name}`

t.test('a cache holds what is there and follows changes; late listeners are told everything', async (t) => {
  const { clock, store } = build()
  store.load([map('a')])
  const informer = new Informers({ store, clock, delivery: promptly }).of(ConfigMap)
  const events: string[] = []
  informer.listen((event) => { events.push(words(event)) })
  await store.create(ConfigMap, map('b'))
  await store.update(ConfigMap, withMetadata(map('b'), { resourceVersion: '', uid: '', labels: { x: 'y' } }))
  await store.delete({ kind: ConfigMap, name: 'a', namespace: 'n1' }, { propagation: 'Background' })
  t.strictSame(events, ['Added a', 'Added b', 'Modified b', 'Deleted a'])
  const late: string[] = []
  informer.listen((event) => { late.push(words(event)) })()
  await store.create(ConfigMap, map('c'))
  t.strictSame([late, [...informer.index.values()].length], [['Added b'], 2])
})

t.test('a cache is synced when it has seen all that a list has, however late', async (t) => {
  const { clock, store } = build()
  store.load([map('a')])
  const held: (() => void)[] = []
  const informer = new Informers({ store, clock, delivery: (_kind, _event, deliver) => { held.push(deliver) } }).of(ConfigMap)
  let synced = 0
  informer.whenSynced(() => { synced += 1 })
  await clock.advance(500)
  t.strictSame([informer.isSynced, synced], [false, 0])
  held.splice(0).forEach((deliver) => { deliver() })
  await clock.advance(20)
  informer.whenSynced(() => { synced += 1 })
  t.strictSame([informer.isSynced, synced], [true, 2])
})

t.test('a server that refuses the list is asked again', async (t) => {
  const { clock, store } = build()
  let refused = 2
  const list: typeof store.list = async (kind) => {
    refused -= 1
    if (refused >= 0) throw new ServerFailed('ConfigMaps', 'not now')
    return store.list(kind)
  }
  const informer = new Informers({ store: { ...store, list }, clock, delivery: promptly }).of(ConfigMap)
  await clock.advance(30)
  t.equal(informer.isSynced, false)
  await clock.advance(20)
  t.equal(informer.isSynced, true)
})

t.test('a closed cache hears nothing', async (t) => {
  const { clock, store } = build()
  const informers = new Informers({ store, clock, delivery: promptly })
  const informer = informers.of(ConfigMap)
  informers.close()
  await store.create(ConfigMap, map('a'))
  await turn()
  t.strictSame([[...informer.index.values()], informer.isSynced], [[], false])
})

t.test('objects are found by namespace, by controller and as orphans, as they are now', async (t) => {
  const { clock, store } = build()
  store.load([map('a', { ownerReferences: [owner] }), map('b'), map('c', { namespace: 'n2' })])
  const { index } = new Informers({ store, clock, delivery: promptly }).of(ConfigMap)
  const names = (objects: Iterable<{ readonly metadata: { readonly name: string } }>): readonly string[] => [...objects].map(({ metadata: { name } }) => name)
  t.strictSame([names(index.values('n1')), names(index.controlledBy('U1', 'n1')), names(index.orphans()), names(index.orphans('n1'))], [['a', 'b'], ['a'], ['b', 'c'], ['b']])
  await store.update(ConfigMap, map('a', { uid: '', resourceVersion: '' }))
  t.strictSame([names(index.controlledBy('U1')), names(index.orphans('n1'))], [[], ['b', 'a']])
})

t.test('objects come with their keys in Go\'s order', async (t) => {
  const { clock, store } = build()
  store.load([stored(ConfigMap, { metadata: { name: 'a', namespace: 'n1' }, data: { z: '1', a: '2' } })])
  const { index } = new Informers({ store, clock, delivery: promptly }).of(ConfigMap)
  t.match(JSON.stringify(index.get({ name: 'a', namespace: 'n1' })), /^\{"apiVersion":.*"data":\{"a":"2","z":"1"\},"kind".*"metadata":\{"creationTimestamp"/)
})
