import t from 'tap'
import { parse } from 'yaml'
import { fieldAt } from '../../../goldens/rendered.ts'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { isObject } from '../../../../src/protocol/json.ts'
import { agent, app, code, join, path, processors, table, task, webView } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { childOf, keyOf, sync } from '../fixtures/world.ts'

const suffixes: Readonly<Record<string, readonly [suffix: string, top: string]>> = {
  KasprAgent: ['agent', 'agents'], KasprWebView: ['webview', 'webviews'], KasprTable: ['table', 'tables'], KasprTask: ['task', 'tasks'], KasprJoin: ['join', 'joins'],
}

const textOf = (component: Manifest): string => {
  const file = `${component.metadata.name}-${suffixes[component.kind]?.[0]}`
  return String(fieldAt(childOf(sync(component, { around: [app()] }), `ConfigMap/${file}`), 'data', `${file}.yaml`))
}
/** The one entry of a component's file. */
const entryOf = (component: Manifest): JsonObject => {
  const file: JsonValue = parse(textOf(component), { version: '1.1' })
  const entry = fieldAt(file, suffixes[component.kind]?.[1] ?? '', 0)
  return isObject(entry) ? entry : {}
}

const topic: JsonObject = {
  name: 't', declare: true, passThrough: true, ack: true, keySerializer: 'raw', valueSerializer: 'json', partitions: 1, retention: 2, replicas: 3, compacting: true, deleting: false, config: { 'cleanup.policy': 'compact' },
  keySelector: code, valueSelector: code, partitionSelector: code, headersSelector: code, predicate: code,
}
const full: JsonObject = { pipeline: ['go'], init: code, operations: [{ name: 'go', tables: [{ name: 't', paramName: 'p' }], map: code, filter: code, topicSend: topic }] }
const both = { onSuccess: code, onError: code }
const fullest: Readonly<Record<string, Manifest>> = {
  agent: agent('a', {
    description: 'd', isolatedPartitions: true, output: { topics: [topic] }, processors: full,
    input: { declare: true, channel: { name: 'c' }, take: { max: 1, within: '1s' }, topic: { name: 't', keySerializer: 'raw', valueSerializer: 'raw', partitions: 1, retention: 2, replicas: 3, compacting: true, deleting: true, config: { a: 'b' } } },
  }),
  webview: webView('w', { description: 'd', processors: full, response: { contentType: 'text/html', bodySelector: both, statusCodeSelector: both, headersSelector: both } }),
  table: table('t', { description: 'd', defaultSelector: code, window: { tumbling: { size: 1, expires: '1h' }, hopping: { size: 1, step: 1, expires: '1h' }, relativeTo: 'now' } }),
  task: task('k', { description: 'd', onLeader: true, processors: full }),
  join: join('j', { description: 'd', type: 'left', outputChannel: 'c' }),
}

const topicKeys = ['ack', 'compacting', 'config', 'declare', 'deleting', 'headers_selector', 'key_selector', 'key_serializer', 'name', 'name_selector', 'partition_selector', 'partitions', 'pass_through', 'predicate', 'replicas', 'retention', 'value_selector', 'value_serializer']
const codeKeys = ['entrypoint', 'python']
const shared: Readonly<Record<string, readonly string[]>> = {
  'processors': ['init', 'operations', 'pipeline'], 'processors.operations[0]': ['filter', 'map', 'name', 'tables', 'topic_send'], 'processors.operations[0].tables[0]': ['name', 'param_name'],
  'processors.operations[0].topic_send': topicKeys, 'processors.init': codeKeys, 'processors.operations[0].map': codeKeys,
}
// kaspr-resources.md 5.3.
const keys: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  agent: {
    '': ['description', 'input', 'isolated_partitions', 'name', 'output', 'processors'], 'input': ['channel', 'declare', 'take', 'topic'], 'input.channel': ['name'], 'input.take': ['max', 'within'],
    'input.topic': ['compacting', 'config', 'deleting', 'key_serializer', 'name', 'partitions', 'pattern', 'replicas', 'retention', 'value_serializer'], 'output': ['topics'], 'output.topics[0]': topicKeys, ...shared,
  },
  webview: {
    '': ['description', 'name', 'processors', 'request', 'response'], 'request': ['method', 'path'],
    'response': ['body_selector', 'content_type', 'headers', 'headers_selector', 'status_code', 'status_code_selector'], 'response.body_selector': ['on_error', 'on_success'], 'response.body_selector.on_error': codeKeys, ...shared,
  },
  table: {
    '': ['default_selector', 'description', 'extra_topic_configs', 'global', 'key_serializer', 'name', 'options', 'partitions', 'value_serializer', 'window'], 'default_selector': codeKeys,
    'window': ['hopping', 'relative_to', 'relative_to_field_selector', 'tumbling'], 'window.tumbling': ['expires', 'size'], 'window.hopping': ['expires', 'size', 'step'],
  },
  task: { '': ['description', 'name', 'on_leader', 'processors', 'schedule'], 'schedule': ['cron', 'interval'], ...shared },
  join: { '': ['description', 'extractor', 'left_table', 'name', 'output_channel', 'right_table', 'type'], 'extractor': codeKeys },
}

t.test('every kind writes its known keys, sorted, and no others', async (t) => {
  for (const [kind, places] of Object.entries(keys)) {
    const entry = entryOf(fullest[kind] ?? app())
    for (const [at, wanted] of Object.entries(places)) t.same(Object.keys(fieldAt(entry, ...path(at)) ?? {}), wanted, `${kind} ${at}`)
  }
})

t.test('absent fields are null, but for the defaults that upstream writes', async (t) => {
  t.same(entryOf(agent('a')), {
    description: null, isolated_partitions: null, name: 'a', processors: { init: null, pipeline: ['go'], operations: [{ filter: null, map: code, name: 'go', tables: [], topic_send: null }] },
    input: { channel: null, declare: null, take: null, topic: { compacting: null, config: null, deleting: null, key_serializer: null, name: 'in', partitions: null, pattern: null, replicas: null, retention: null, value_serializer: null } },
  }, 'an agent without output has no such key')
  t.same(entryOf(webView('w')), { description: null, name: 'w', processors: null, request: { method: 'GET', path: '/w' }, response: null })
  t.same(entryOf(webView('w', { response: {}, processors: {} })), {
    description: null, name: 'w', processors: { init: null, operations: [], pipeline: [] }, request: { method: 'GET', path: '/w' },
    response: { body_selector: null, content_type: null, headers: {}, headers_selector: null, status_code: null, status_code_selector: null },
  })
  t.same(entryOf(table('t')), { default_selector: null, description: null, extra_topic_configs: {}, global: false, key_serializer: null, name: 't', options: {}, partitions: null, value_serializer: null, window: null })
  t.match(entryOf(task('k', { processors: {} })), { on_leader: null, processors: { init: null, operations: [], pipeline: [] } })
  t.match(entryOf(join('j')), { output_channel: null, type: 'inner' })
  t.match(entryOf(agent('a', { output: {} })), { output: { topics: null } })
  t.match(fieldAt(entryOf(agent('a', { output: { topics: [{ name: 't' }] } })), 'output', 'topics', 0), { declare: false, pass_through: false, ack: null, name_selector: null })
})

t.test('the object\'s name is the name, whatever the spec says', async (t) => {
  for (const component of [agent('real', { name: 'other' }), webView('real', { name: 'other' }), table('real', { name: 'other' }), task('real', { name: 'other' }), join('real', { name: 'other' })]) t.equal(entryOf(component)['name'], 'real', component.kind)
})

t.test('keys of the user\'s maps are never touched; numbers become text (Q3)', async (t) => {
  const map = { 'Content-Type': 'a', cleanupPolicy: 'b', 'retention.ms': 604800000, x_y: '', 'no': 'yes' }
  const written = { ...map, 'retention.ms': '604800000' }
  t.same(fieldAt(entryOf(webView('w', { response: { headers: map } })), 'response', 'headers'), written)
  t.same(entryOf(table('t', { options: map, extraTopicConfigs: map }))['options'], written)
  t.same(fieldAt(entryOf(agent('a', { input: { topic: { name: 't', config: map } } })), 'input', 'topic', 'config'), written)
  t.same(fieldAt(entryOf(agent('a', { output: { topics: [{ name: 't', config: map }] } })), 'output', 'topics', 0, 'config'), written)
})

t.test('unknown keys go away', async (t) => {
  t.notMatch(textOf(table('t', { extraTopicConfig: { a: 'b' } })), 'extra_topic_config:')
  t.same(Object.keys(entryOf(table('t', { surprise: 1 }))), keys['table']?.[''])
})

t.test('window lengths are seconds, however they are written (Q4)', async (t) => {
  const size = (given: JsonValue) => fieldAt(entryOf(table('t', { window: { tumbling: { size: given } } })), 'window', 'tumbling', 'size')
  t.same([30, '30', '30s', '5m', '1h', '1m30s'].map(size), [30, 30, 30, 300, 3600, 90])
  t.match(entryOf(table('t', { window: { hopping: { size: '1h', step: '60' } } })), { window: { hopping: { size: 3600, step: 60, expires: null }, tumbling: null, relative_to: null, relative_to_field_selector: null } })
})

t.test('the selector of a custom window is written as the runtime reads it (Q4)', async (t) => {
  const window = fieldAt(entryOf(table('t', { window: { tumbling: { size: 1 }, relativeTo: 'custom', relativeToSelector: code } })), 'window')
  t.match(window, { relative_to: 'custom', relative_to_selector: code })
})

t.test('the ConfigMap around the file', async (t) => {
  for (const [kind, [suffix, top]] of Object.entries(suffixes)) {
    const component = Object.values(fullest).find((each) => each.kind === kind) ?? app()
    const [child, ...others] = sync(component, { around: [app()] }).children
    const object = `${component.metadata.name}-${suffix}`
    t.same(others, [], kind)
    t.match(child, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: object, namespace: 'shop', labels: { 'kaspr.io/name': object, 'kaspr.io/kind': kind, 'kaspr.io/app': 'orders', 'app.kubernetes.io/instance': component.metadata.name } } })
    t.same(Object.keys(fieldAt(child, 'data') ?? {}), [`${object}.yaml`])
    t.match(textOf(component), new RegExp(`^${top}:\n- `))
    t.equal(keyOf(childOf(sync(component), `ConfigMap/${object}`)), `ConfigMap/${object}`, 'made whether or not the app exists')
  }
})

// kaspr-resources.md 5.4.
t.test('files are upstream\'s byte for byte', async (t) => {
  t.equal(textOf(task('nightly', { schedule: { cron: '0 3 * * *' }, onLeader: false, processors: { pipeline: ['step'], operations: [{ name: 'step', map: { python: 'def go(ctx): return 1' } }] } })), [
    'tasks:', '- description: null', '  name: nightly', '  on_leader: false', '  processors:', '    init: null', '    operations:', '    - filter: null', '      map:', '        entrypoint: null',
    "        python: 'def go(ctx): return 1'", '      name: step', '      tables: []', '      topic_send: null', '    pipeline:', '    - step', '  schedule:', '    cron: 0 3 * * *', '    interval: null', '',
  ].join('\n'))
  t.equal(textOf(join('a-b', { leftTable: 'a', rightTable: 'b', extractor: { python: 'def key(v): return v["b"]' } })), [
    'joins:', '- description: null', '  extractor:', '    entrypoint: null', "    python: 'def key(v): return v[\"b\"]'", '  left_table: a', '  name: a-b', '  output_channel: null', '  right_table: b', '  type: inner', '',
  ].join('\n'))
  t.match(textOf(task('t', { processors })), 'interval: 30s\n')
})
