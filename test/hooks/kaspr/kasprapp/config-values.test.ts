import t from 'tap'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { parseJsonText } from '../../../../src/protocol/json.ts'
import { app } from '../fixtures/manifests.ts'
import { childOf, dataOf, kasprOf, sync, variable, variables } from '../fixtures/world.ts'

// kaspr-resources.md 3.5, the table of known keys in its order.
const known: readonly (readonly [key: string, type: string, name: string])[] = [
  ['tableDir', 'string', 'K_TABLE_DIR'], ['topicReplicationFactor', 'int', 'K_TOPIC_REPLICATION_FACTOR'], ['topicPartitions', 'int', 'K_TOPIC_PARTITIONS'],
  ['topicAllowDeclare', 'bool', 'K_TOPIC_ALLOW_DECLARE'], ['keySerializer', 'string', 'K_KEY_SERIALIZER'], ['valueSerializer', 'string', 'K_VALUE_SERIALIZER'],
  ['schedulerEnabled', 'bool', 'K_SCHEDULER_ENABLED'], ['schedulerCronEnabled', 'bool', 'K_SCHEDULER_CRON_ENABLED'],
  ['schedulerDebugStatsEnabled', 'bool', 'K_SCHEDULER_DEBUG_STATS_ENABLED'], ['schedulerTopicPartitions', 'int', 'K_SCHEDULER_TOPIC_PARTITIONS'],
  ['schedulerCheckpointSaveIntervalSeconds', 'float', 'K_SCHEDULER_CHECKPOINT_SAVE_INTERVAL_SECONDS'],
  ['schedulerDispatcherDefaultCheckpointLookbackDays', 'int', 'K_SCHEDULER_DISPATCHER_DEFAULT_CHECKPOINT_LOOKBACK_DAYS'],
  ['schedulerDispatcherCheckpointInterval', 'float', 'K_SCHEDULER_DISPATCHER_CHECKPOINT_INTERVAL'],
  ['schedulerJanitorCheckpointInterval', 'float', 'K_SCHEDULER_JANITOR_CHECKPOINT_INTERVAL'],
  ['schedulerJanitorCleanIntervalSeconds', 'float', 'K_SCHEDULER_JANITOR_CLEAN_INTERVAL_SECONDS'],
  ['schedulerJanitorHighwaterOffsetSeconds', 'float', 'K_SCHEDULER_JANITOR_HIGHWATER_OFFSET_SECONDS'],
  ['schedulerCronTickIntervalSeconds', 'float', 'K_SCHEDULER_CRON_TICK_INTERVAL_SECONDS'], ['schedulerCronTickBufferSeconds', 'float', 'K_SCHEDULER_CRON_TICK_BUFFER_SECONDS'],
  ['schedulerCronMinIntervalSeconds', 'float', 'K_SCHEDULER_CRON_MIN_INTERVAL_SECONDS'], ['storeRocksdbWriteBufferSize', 'int', 'K_STORE_ROCKSDB_WRITE_BUFFER_SIZE'],
  ['storeRocksdbMaxWriteBufferNumber', 'int', 'K_STORE_ROCKSDB_MAX_WRITE_BUFFER_NUMBER'], ['storeRocksdbTargetFileSizeBase', 'int', 'K_STORE_ROCKSDB_TARGET_FILE_SIZE_BASE'],
  ['storeRocksdbBlockCacheSize', 'int', 'K_STORE_ROCKSDB_BLOCK_CACHE_SIZE'], ['storeRocksdbBlockCacheCompressedSize', 'int', 'K_STORE_ROCKSDB_BLOCK_CACHE_COMPRESSED_SIZE'],
  ['storeRocksdbBloomFilterSize', 'int', 'K_STORE_ROCKSDB_BLOOM_FILTER_SIZE'],
  ['storeRocksdbSetCacheIndexAndFilterBlocks', 'bool', 'K_STORE_ROCKSDB_SET_CACHE_INDEX_AND_FILTER_BLOCKS'],
  ['webBasePath', 'string', 'K_WEB_BASE_PATH'], ['webPort', 'int', 'K_WEB_PORT'], ['webMetricsBasePath', 'string', 'K_WEB_METRICS_BASE_PATH'],
]
const sample: Readonly<Record<string, JsonValue>> = { string: '/x', int: 5, float: 5, bool: true }
const written: Readonly<Record<string, string>> = { string: '/x', int: '5', float: '5.0', bool: 'True' }

const settingsOf = (config: JsonObject) => dataOf(sync(app({ config })), 'orders-app-config')
const namesOf = (config: JsonObject): readonly string[] => variables(kasprOf(sync(app({ config })))).filter((name) => settingsOf(config)[name] !== undefined)
const always = ['K_APP_NAME', 'K_KAFKA_BOOTSTRAP_SERVERS', 'K_KAFKA_SECURITY_PROTOCOL', 'K_WEB_PORT', 'K_DATA_DIR', 'K_TABLE_DIR', 'K_DEFINITIONS_DIR']

t.test('known keys become variables in the order of the table, whatever order the user wrote', async (t) => {
  const config = Object.fromEntries(known.toReversed().map(([key, type]) => [key, sample[type] ?? null]))
  const own = known.map(([, , name]) => name)
  t.same(namesOf(config), [...own, ...always.filter((name) => !own.includes(name))])
  for (const [, type, name] of known) t.equal(settingsOf(config)[name], written[type], name)
})

t.test('absent keys are left out', async (t) => {
  t.same(namesOf({}), always)
  t.same(Object.keys(settingsOf({})).length, always.length)
})

t.test('values are written as upstream writes them', async (t) => {
  const cases: readonly (readonly [key: string, value: JsonValue, text: string])[] = [
    ['keySerializer', '', ''], ['webBasePath', ' /a b ', ' /a b '],
    ['topicPartitions', '12', '12'], ['topicPartitions', ' -7 ', '-7'], ['topicPartitions', '007', '7'], ['topicPartitions', 12.9, '12'], ['topicPartitions', -12.9, '-12'], ['topicPartitions', 1e21, '1000000000000000000000'],
    ['schedulerCronTickBufferSeconds', 5, '5.0'], ['schedulerCronTickBufferSeconds', 0.5, '0.5'], ['schedulerCronTickBufferSeconds', '5', '5.0'], ['schedulerCronTickBufferSeconds', '1e3', '1000.0'],
    ['schedulerCronTickBufferSeconds', 0.0001, '0.0001'], ['schedulerCronTickBufferSeconds', 0.00001, '1e-05'], ['schedulerCronTickBufferSeconds', 1e15, '1000000000000000.0'],
    ['schedulerCronTickBufferSeconds', 1e16, '1e+16'], ['schedulerCronTickBufferSeconds', 1.5e300, '1.5e+300'],
    ...['t', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1', 1, true].map((word): [string, JsonValue, string] => ['schedulerEnabled', word, 'True']),
    ...['f', 'F', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0', 0, false].map((word): [string, JsonValue, string] => ['schedulerEnabled', word, 'False']),
  ]
  for (const [key, value, text] of cases) {
    const name = known.find(([of]) => of === key)?.[2] ?? ''
    t.equal(settingsOf({ [key]: value })[name], text, `${key}: ${JSON.stringify(value)}`)
  }
})

t.test('integers that no double can hold keep their digits', async (t) => {
  const config = parseJsonText('{"topicPartitions": 9223372036854775807, "other": 9223372036854775807}')
  t.match(dataOf(sync(app({ config })), 'orders-app-config'), { K_TOPIC_PARTITIONS: '9223372036854775807', K_OTHER: '9223372036854775807' })
})

t.test('values of the wrong type are refused at their key', async (t) => {
  const cases: readonly (readonly [key: string, values: readonly JsonValue[]])[] = [
    ['keySerializer', [1, true, null, [], {}]],
    ['topicPartitions', [true, null, '', 'twelve', '1.5', [1], {}]],
    ['schedulerCronTickBufferSeconds', [true, null, '', 'NaN', 'inf', 'Infinity', '1e999', [1]]],
    ['schedulerEnabled', [null, '', 'tRUE', 'maybe', 2, -1, 0.5, []]],
  ]
  for (const [key, values] of cases) {
    for (const value of values) t.same(sync(app({ config: { [key]: value } })).problems.map(({ path }) => path), [`spec.config.${key}`], `${key}: ${JSON.stringify(value)}`)
  }
})

t.test('unknown keys come after the known ones, sorted, upper-cased and otherwise as written', async (t) => {
  const config = { zeta: '1', 'auto.offset.reset': 'earliest', fooBar: 'x', topicPartitions: 3, alpha: '2', 'with-dash': 'd' }
  t.same(namesOf(config), ['K_TOPIC_PARTITIONS', 'K_ALPHA', 'K_AUTO.OFFSET.RESET', 'K_FOOBAR', 'K_WITH-DASH', 'K_ZETA', ...always])
  t.equal(settingsOf(config)['K_AUTO.OFFSET.RESET'], 'earliest')
})

t.test('unknown values are written as Python shows them', async (t) => {
  const cases: readonly (readonly [value: JsonValue, text: string])[] = [
    ['as is', 'as is'], [5, '5'], [5.5, '5.5'], [0.00001, '1e-05'], [true, 'True'], [false, 'False'], [[1, 2], '[1, 2]'], [{ a: 'b' }, "{'a': 'b'}"], [[true, null, "it's"], '[True, None, "it\'s"]'], [[], '[]'],
  ]
  for (const [value, text] of cases) t.equal(settingsOf({ other: value })['K_OTHER'], text)
  t.equal(settingsOf({ other: null })['K_OTHER'], undefined, 'null is left out')
})

t.test('a snake-case spelling of a known key beats the camel-case one and stands in its place', async (t) => {
  const config = { webBasePath: '/a', topic_partitions: 9, topicPartitions: 3 }
  t.same(namesOf(config).slice(0, 2), ['K_TOPIC_PARTITIONS', 'K_WEB_BASE_PATH'])
  t.equal(settingsOf(config)['K_TOPIC_PARTITIONS'], '9')
  t.same(namesOf({ topic_partitions: 9 }).slice(0, 1), ['K_TOPIC_PARTITIONS'])
})

t.test('a key that makes no key of a ConfigMap is refused', async (t) => {
  for (const key of ['a b', 'ä', 'x/y']) t.same(sync(app({ config: { [key]: 'x' } })).problems.map(({ path }) => path), [`spec.config["${key}"]`])
})

t.test('a key named like a property of every object is an ordinary key', async (t) => {
  const data = settingsOf(JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}'))
  t.match(data, { K___PROTO__: 'p', K_CONSTRUCTOR: 'c', K_TOSTRING: 't' })
})

t.test('web port and directories come from the config, each on its own', async (t) => {
  const config = { webPort: 8081, data_dir: '/d', tableDir: '/t', definitions_dir: '/f', dataDir: '/useless' }
  const answer = sync(app({ config }))
  t.match(dataOf(answer, 'orders-app-config'), { K_WEB_PORT: '8081', K_DATA_DIR: '/d', K_TABLE_DIR: '/t', K_DEFINITIONS_DIR: '/f', K_DATADIR: '/useless' })
  t.match(kasprOf(answer), { ports: [{ containerPort: 8081, name: 'http' }], volumeMounts: [{ mountPath: '/t' }] })
  t.match(dataOf(sync(app({ config: { table_dir: '/s', web_port: 9000 } })), 'orders-app-config'), { K_TABLE_DIR: '/s', K_WEB_PORT: '9000', K_DATA_DIR: '/var/lib/data' })
  const ports = ['Service/orders-app', 'Service/orders-app-api'].map((key) => childOf(answer, key)['spec'])
  for (const spec of ports) t.match(spec, { ports: [{ name: 'http', protocol: 'TCP', port: 8081, targetPort: 8081 }] })
})

t.test('a web port is read like every other integer', async (t) => {
  t.equal(settingsOf({ webPort: '8081' })['K_WEB_PORT'], '8081')
  t.equal(settingsOf({ webPort: 8081.7 })['K_WEB_PORT'], '8081', 'cut towards zero')
  for (const webPort of [0, -1, 65536, '70000']) t.same(sync(app({ config: { webPort } })).problems.map(({ path }) => path), ['spec.config.webPort'], String(webPort))
})

t.test('variables of the settings are references into the ConfigMap', async (t) => {
  t.same(variable(kasprOf(sync(app({ config: { other: 'x' } }))), 'K_OTHER'), { configMapKeyRef: { key: 'K_OTHER', name: 'orders-app-config' } })
})
