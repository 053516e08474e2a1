import t from 'tap'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { cluster, settled } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { agent, app, changed, code, join, path, processors, table, task, webView } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { brokenPromises, refusedIn } from '../fixtures/refusal.ts'
import { keyOf, podOf, sync } from '../fixtures/world.ts'

/** Field that is spoilt, value, and the paths that must be named (the field itself when left out). */
type Row = readonly [field: string, value: JsonValue | undefined, paths?: readonly string[]]

const parents = [app(), agent('agent'), webView('view'), table('table'), task('task'), table('left'), table('right'), join('join')]
const calm: Cluster = settled(cluster(...parents))
const good = (kind: string, name: string): Manifest => calm.resources.find((resource) => keyOf(resource) === `${kind}/${name}`) ?? app()

const missing = (...fields: readonly string[]): readonly Row[] => fields.map((field): Row => [field, undefined])
const wrong = (field: string, ...values: readonly JsonValue[]): readonly Row[] => values.map((value): Row => [field, value])
const topicSend = (given: JsonObject): JsonValue => [{ name: 'go', topicSend: given }]
const reference = (given: JsonObject): JsonValue => [{ name: 'go', tables: [given] }]
const operations = 'spec.processors.operations'

// kaspr-resources.md §10 and the last table of verified.md.
const ofEvery: readonly Row[] = [
  [operations, topicSend({}), [`${operations}[0].topicSend`]], [operations, topicSend({ name: 't', nameSelector: code }), [`${operations}[0].topicSend`]], [operations, topicSend({ name: '' }), [`${operations}[0].topicSend`]],
  [operations, topicSend({ name: 't', declare: null }), [`${operations}[0].topicSend.declare`]], [operations, topicSend({ name: 't', keySerializer: 'avro' }), [`${operations}[0].topicSend.keySerializer`]],
  [operations, topicSend({ nameSelector: { entrypoint: 'x' } }), [`${operations}[0].topicSend.nameSelector.python`]],
  [operations, [{ name: 'go', tables: null }], [`${operations}[0].tables`]], [operations, reference({ name: 't' }), [`${operations}[0].tables[0].paramName`]], [operations, reference({ paramName: 't' }), [`${operations}[0].tables[0].name`]],
  ...['1a', 'a-b', '', 'é', 'class', 'None', 'a b'].map((paramName): Row => [operations, reference({ name: 't', paramName }), [`${operations}[0].tables[0].paramName`]]),
  [operations, [{ name: 'go', map: { entrypoint: 'x' } }], [`${operations}[0].map.python`]], [operations, [{ name: 'go', filter: { python: 5 } }], [`${operations}[0].filter.python`]],
  ...wrong('spec.processors.pipeline', null, 'go'), ...wrong(operations, null),
  ['spec.processors.pipeline', [1], ['spec.processors.pipeline[0]']],
]

const rows: Readonly<Record<string, readonly Row[]>> = {
  'KasprAgent/agent': [
    ...missing('spec.input', 'spec.processors', 'spec.processors.pipeline', operations), ...wrong('spec.input', null, {}), ...wrong('spec.processors', null),
    ...wrong('spec.input.topic', {}, { name: '' }, { name: 'a', pattern: 'b' }, null), ['spec.input', { channel: {} }, ['spec.input.channel.name']],
    ['spec.input.take', {}, ['spec.input.take.max', 'spec.input.take.within']], ['spec.input.take', { within: '5s' }, ['spec.input.take.max']], ['spec.input.take', { max: 5 }, ['spec.input.take.within']],
    ...['5', 's', '5 s', '1.5s', '5ms', '-5s', '5S', '', '5w'].map((within): Row => ['spec.input.take', { max: 5, within }, ['spec.input.take.within']]),
    [operations, [{ map: code }], [`${operations}[0].name`]],
    ['spec.output', { topics: [{ name: 'a' }, {}] }, ['spec.output.topics[1]']], ['spec.output', { topics: [{ name: 'a', nameSelector: code }] }, ['spec.output.topics[0]']],
    ['spec.output', { topics: [{ name: 'a', passThrough: null }] }, ['spec.output.topics[0].passThrough']],
    ['spec.input.topic.config', { a: true }, ['spec.input.topic.config.a']], ...wrong('spec.input.topic.valueSerializer', 'avro'),
    ['spec', undefined, ['spec.input', 'spec.processors']],
    ...ofEvery,
  ],
  'KasprWebView/view': [
    ...missing('spec.name', 'spec.request', 'spec.request.path', 'spec.request.method'), ...wrong('spec.request.path', '', 5), ...wrong('spec.request.method', 'get', 'TRACE'),
    ['spec.response', { statusCode: 200, statusCodeSelector: { onSuccess: code } }, ['spec.response']], ['spec.response', { headers: { a: 'b' }, headersSelector: { onError: code } }, ['spec.response']],
    ['spec.response', { contentType: 'text/css' }, ['spec.response.contentType']], ['spec.response', { contentType: null }, ['spec.response.contentType']],
    ['spec.response', { statusCode: null }, ['spec.response.statusCode']], ['spec.response', { statusCode: '200' }, ['spec.response.statusCode']], ['spec.response', { headers: null }, ['spec.response.headers']],
    ['spec.response', { headers: { a: { b: 'c' } } }, ['spec.response.headers.a']],
    ['spec', undefined, ['spec.name', 'spec.request']],
    ['spec.processors', { ...processors, operations: topicSend({}) }, [`${operations}[0].topicSend`]], ['spec.processors', { operations: reference({ name: 't', paramName: 'if' }) }, [`${operations}[0].tables[0].paramName`]],
  ],
  'KasprTable/table': [
    ...missing('spec.name'), ...wrong('spec.partitions', 'six', 1.5), ...wrong('spec.keySerializer', 'pickle'),
    ['spec.extraTopicConfigs', { a: [] }, ['spec.extraTopicConfigs.a']], ['spec.options', { a: null }, ['spec.options.a']],
    ['spec.window', { tumbling: {} }, ['spec.window.tumbling.size']], ['spec.window', { hopping: { size: 5 } }, ['spec.window.hopping.step']], ['spec.window', { hopping: { step: 5 } }, ['spec.window.hopping.size']],
    ...[0, -1, '0', 'soon', '', '1.5s', '30 s'].map((size): Row => ['spec.window', { tumbling: { size } }, ['spec.window.tumbling.size']]),
    ['spec.window', { hopping: { size: 5, step: 'x' } }, ['spec.window.hopping.step']], ['spec.window', { hopping: { size: 'x', step: 5 } }, ['spec.window.hopping.size']],
    ['spec.window', { tumbling: { size: 1.5 } }, ['spec.window.tumbling.size']], ['spec.window', { tumbling: { size: 5 }, relativeTo: 'later' }, ['spec.window.relativeTo']],
    ['spec', undefined, ['spec.name']],
  ],
  'KasprTask/task': [
    ...missing('spec.name', 'spec.processors'), ['spec.schedule', { cron: '0 * * * *', interval: '5s' }, ['spec.schedule']], ...wrong('spec.schedule', null), ...wrong('spec.onLeader', 'maybe'),
    ['spec', undefined, ['spec.name', 'spec.processors']],
    ...ofEvery,
  ],
  'KasprJoin/join': [
    ...missing('spec.leftTable', 'spec.rightTable', 'spec.extractor', 'spec.extractor.python'), ...wrong('spec.type', 'outer'), ...wrong('spec.outputChannel', 5),
    ['spec', undefined, ['spec.leftTable', 'spec.rightTable', 'spec.extractor']],
  ],
}

for (const [key, mistakes] of Object.entries(rows)) {
  t.test(`${key}: every mistake is refused by its path, and nothing is lost`, async (t) => {
    const parent = good(key.split('/')[0] ?? '', key.split('/')[1] ?? '')
    for (const [field, value, paths = [field]] of mistakes) {
      const refusal = refusedIn(calm, changed(parent, path(field), value))
      const said = `${field} = ${JSON.stringify(value)}`
      t.same(refusal.answer.problems.map((problem) => problem.path), paths, said)
      t.same(brokenPromises(refusal, ['Ready']), [], said)
    }
  })
}

t.test('a component whose name leaves no room for a volume is refused (row 47)', async (t) => {
  const longest: readonly (readonly [make: (name: string) => Manifest, length: number])[] = [[agent, 57], [webView, 55], [table, 57], [task, 58], [join, 58]]
  for (const [make, length] of longest) {
    const paths = (name: string) => sync(make(name), { around: [app()] }).problems.map((problem) => problem.path)
    t.same(paths('a'.repeat(length)), [], `${length}`)
    t.same(paths('a'.repeat(length + 1)), ['metadata.name'], `${length + 1}`)
    t.same(paths('a.b'), ['metadata.name'], 'dots make no volume')
  }
})

t.test('a definition that no ConfigMap can carry is refused, and its app goes on without it', async (t) => {
  const large = agent('large', { processors: { ...processors, init: { python: 'x = 1\n'.repeat(40_000) } } })
  const fitting = agent('large', { processors: { ...processors, init: { python: 'x = 1\n'.repeat(10_000) } } })
  t.same(sync(large, { around: [app()] }).problems.map((problem) => problem.path), ['spec'])
  t.equal(podOf(sync(app(), { around: [large] })).volumes, undefined)
  t.same(sync(fitting, { around: [app()] }).problems, [])
  t.same(brokenPromises(refusedIn(settled(cluster(app(), agent('large'))), large), ['Ready']), [])
})

t.test('things that upstream or its CRD refused and that are fine', async (t) => {
  const fine: readonly Manifest[] = [
    table('a', { extraTopicConfigs: { 'retention.ms': 604800000 }, options: { 'block.size': 5 } }), table('a', { window: { tumbling: { size: 30 }, hopping: { size: '60', step: '1m' } } }),
    agent('a', { input: { channel: { name: 'c' }, topic: { name: 't' } } }), agent('a', { input: { topic: { name: 't' }, take: { max: 5, within: '0s' } } }), webView('a', { processors: {} }),
    webView('a', { processors: { operations: [{ map: code }] } }), task('a', { schedule: { cron: '0 * * * *' } }), table('a', { keySerializer: 'raw', global: true }),
  ]
  for (const component of fine) t.same(sync(component, { around: [app()] }).problems, [], JSON.stringify(component['spec']))
})
