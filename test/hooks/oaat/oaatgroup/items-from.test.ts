import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { configMap, day, endedPod, group, hour, moment, nameOf, oaatType, runPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { after, conditionOf, historyOf, itemOf, message, namesOf, said, settled, sync } from '../fixtures/requests.ts'
import type { Answer } from '../fixtures/requests.ts'
import { itemList } from '../../../../hooks/oaat/oaatgroup/item-list.ts'
import { oaatGroup } from '../../../../hooks/oaat/oaatgroup/controller.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'

const from = (more: JsonObject = {}): JsonObject => ({ oaatItems: [], itemsFrom: { configMap: { name: 'databases', ...more } } })
const texts = (data: JsonObject): Parameters<typeof itemList>[1] => trusted(configMap('databases', data))
const started = (parent: Manifest, data: JsonObject): Answer => sync(parent, { around: [oaatType(), configMap('databases', data)] })

t.test('items stand in a ConfigMap, one a line', async (t) => {
  const list = (text: string): readonly string[] | undefined => itemList({ itemsFrom: { configMap: { name: 'databases' } } }, texts({ items: text }))
  t.strictSame(list('one\ntwo\n'), ['one', 'two'])
  t.strictSame(list('  one  \r\n\n# a remark\n\t# another\ntwo\none\n#'), ['one', 'two'], 'without blanks, empty lines, remarks and repetitions')
  t.strictSame(list('a b\n__proto__\na#b'), ['a b', '__proto__', 'a#b'])
  t.strictSame(list(''), [])
  t.strictSame(itemList({ oaatItems: ['z', 'one', 'z'], itemsFrom: { configMap: { name: 'x', key: 'k' } } }, texts({ k: 'one\ntwo' })), ['z', 'one', 'two'], 'behind those of the group')
})

t.test('they run', async (t) => {
  t.match(started(group(from()), { items: 'one' }).status, { state: 'running', run: { item: 'one' } })
  t.match(started(group(from({ key: 'k' })), { items: 'one', k: 'two' }).status, { run: { item: 'two' } })
})

t.test('the ConfigMap is asked for by its name, in the namespace of the group', async (t) => {
  const rules = oaatGroup.customize?.({ controller: {}, parent: group(from()) }, { now: '', settings: {} }).relatedResources ?? []
  t.match(rules.find(({ resource }) => resource === 'configmaps'), { apiVersion: 'v1', namespace: 'shop', names: ['databases'] })
  t.notOk(oaatGroup.customize?.({ controller: {}, parent: group() }, { now: '', settings: {} }).relatedResources.some(({ resource }) => resource === 'configmaps'))
})

t.test('while it is missing nothing starts, nothing is deleted and nothing is forgotten', async (t) => {
  const status = { sequence: 1, recorded: ['uid-1'], items: { old: { last_success: moment(-40 * day) } } }
  for (const around of [[oaatType()], [oaatType(), configMap('databases', { other: 'x' })], [oaatType(), configMap('other', { items: 'x' })]]) {
    const answer = settled(group(from(), { status }), { around, pods: [endedPod(1, { finished: -9 * day })] })
    t.strictSame([namesOf(answer), said(answer, 'Valid')], [[nameOf(1)], 'False/ItemsNotFound'])
    t.equal(answer.status.oaat_action?.message, 'ConfigMap databases, key items does not exist')
    t.strictSame(itemOf(answer, 'old'), { last_success: moment(-40 * day) })
  }
})

t.test('an empty list is a list without items', async (t) => {
  const answer = started(group(from()), { items: '# none\n' })
  t.strictSame([said(answer, 'Valid'), message(answer)], ['False/MissingItems', 'no items found. Please set "oaatItems" in nightly'])
})

t.test('a list that nobody could keep a status for is refused', async (t) => {
  const lines = (count: number): string => Array.from({ length: count }, (_, index) => `item-${index}`).join('\n')
  t.equal(said(started(group(from()), { items: lines(1000) }), 'Valid'), 'True/Validated')
  const answer = started(group(from()), { items: lines(1001) })
  t.strictSame([said(answer, 'Valid'), namesOf(answer)], ['False/TooManyItems', []])
  t.match(conditionOf(answer, 'Valid')?.message ?? '', /1001 items/)
  t.equal(said(started(group(from()), { items: 'x'.repeat(254) }), 'Valid'), 'False/InvalidItem')
})

t.test('a run goes on when its item leaves the list, and its result is kept', async (t) => {
  const world = (items: string, pod: Manifest, now: number): Parameters<typeof sync>[1] => ({ around: [oaatType(), configMap('databases', { items })], pods: [pod], now })
  const running = settled(group(from()), world('two', runPod(1, 'Running', { item: 'one' }), 5))
  t.match(running.status, { state: 'running', handler_status: { currently_running: 'one' } })
  const ended = sync(after(group(from()), running), world('two', endedPod(1, {}, { item: 'one' }), hour))
  t.strictSame(historyOf(ended), ['one 1 Succeeded'])
  t.match(itemOf(ended, 'one'), { last_success: moment(60) })
})
