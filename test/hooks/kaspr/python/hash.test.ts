import t from 'tap'
import { generalHash } from '../../../../hooks/kaspr/python/hash.ts'
import { pythonJson } from '../../../../hooks/kaspr/python/json-text.ts'
import { murmurDecimal } from '../../../../hooks/kaspr/python/murmur.ts'
import { yamlText } from '../../../../hooks/kaspr/python/yaml-text.ts'
import type { JsonObject } from '../../../../src/kit/json.ts'

const settings: JsonObject = {
  K_TOPIC_PARTITIONS: '12', K_SCHEDULER_ENABLED: 'True', K_SCHEDULER_CRON_TICK_INTERVAL_SECONDS: '15.0', K_WEB_PORT: '8081',
  K_APP_NAME: 'orders-app', K_KAFKA_BOOTSTRAP_SERVERS: 'broker-0:9092,broker-1:9092', K_KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
  K_KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', K_KAFKA_AUTH_USERNAME: 'svc-orders', K_DATA_DIR: '/var/lib/data',
  K_TABLE_DIR: '/var/lib/data/tables', K_DEFINITIONS_DIR: '/var/lib/data/definitions',
}

const topic: JsonObject = {
  compacting: null, config: null, deleting: null, key_serializer: null, name: 'raw-orders', partitions: null, pattern: null,
  replicas: null, retention: null, value_serializer: null,
}

const clean: JsonObject = {
  filter: null, name: 'clean', tables: [], topic_send: null,
  map: { entrypoint: 'clean', python: 'def clean(order):\n    order["total"] = round(order["total"], 2)\n    return order\n' },
}

const agent = yamlText({ agents: [{
  description: null, input: { channel: null, declare: null, take: null, topic }, isolated_partitions: false, name: 'order-cleaner',
  processors: { init: null, operations: [clean], pipeline: ['clean'] },
}] })

const table = yamlText({ tables: [{
  name: 'totals', partitions: 6, value_serializer: 'json', key_serializer: null, description: null, default_selector: null,
  extra_topic_configs: {}, global: false, options: {}, window: null,
}] })

interface Component { readonly name: string, readonly kind: string, readonly file: string }

/** A component's ConfigMap in the form that upstream hashes: every field of the client's model, unset ones null. */
const model = ({ name, kind, file }: Component, extra: JsonObject = {}): JsonObject => {
  const full = `${name}-${kind.slice('Kaspr'.length).toLowerCase()}`
  const unset = [
    'creation_timestamp', 'deletion_grace_period_seconds', 'deletion_timestamp', 'finalizers', 'generate_name', 'generation',
    'managed_fields', 'owner_references', 'resource_version', 'self_link', 'uid',
  ]
  const labels = {
    'app.kubernetes.io/instance': name, 'app.kubernetes.io/managed-by': 'kaspr-operator', 'app.kubernetes.io/name': kind,
    'app.kubernetes.io/part-of': `kaspr-${name}`, 'kaspr.io/app': 'orders', 'kaspr.io/component-type': kind, 'kaspr.io/kind': kind,
    'kaspr.io/name': full,
  }
  return {
    kind: 'ConfigMap', api_version: 'v1', binary_data: null, immutable: null, data: { [`${full}.yaml`]: file },
    metadata: { ...Object.fromEntries(unset.map((field) => [field, null])), labels, name: full, namespace: 'shop', ...extra },
  }
}

const agentMap: Component = { name: 'order-cleaner', kind: 'KasprAgent', file: agent }
const tableMap: Component = { name: 'totals', kind: 'KasprTable', file: table }

t.test('texts and maps hash as upstream shows', async (t) => {
  t.equal(generalHash(''), '5feceb66ffc86f38')
  t.equal(generalHash('a'), '95d20d8c5f4f475e')
  t.equal(generalHash('hello'), '11b871aa90487591')
  t.equal(generalHash('{"a": 1}'), '68b8206fd5b35405')
  t.equal(generalHash({ a: 1 }), '68b8206fd5b35405')
  t.equal(generalHash({ b: 1, a: 'x' }), '1be438298f858814')
})

t.test('settings hash to CONFIG_HASH whatever their order', async (t) => {
  t.equal(murmurDecimal(pythonJson(settings)), '197687500927952000576328451095610879120')
  t.equal(generalHash(settings), '9a65e2c23431cfa1')
  t.equal(generalHash(Object.fromEntries(Object.entries(settings).reverse())), '9a65e2c23431cfa1')
})

t.test('the canonical JSON of a component is upstream\'s', async (t) => {
  t.equal(pythonJson(model(tableMap)), String.raw`{"api_version": "v1", "binary_data": null, "data": {"totals-table.yaml": "tables:\n- default_selector: null\n  description: null\n  extra_topic_configs: {}\n  global: false\n  key_serializer: null\n  name: totals\n  options: {}\n  partitions: 6\n  value_serializer: json\n  window: null\n"}, "immutable": null, "kind": "ConfigMap", "metadata": {"creation_timestamp": null, "deletion_grace_period_seconds": null, "deletion_timestamp": null, "finalizers": null, "generate_name": null, "generation": null, "labels": {"app.kubernetes.io/instance": "totals", "app.kubernetes.io/managed-by": "kaspr-operator", "app.kubernetes.io/name": "KasprTable", "app.kubernetes.io/part-of": "kaspr-totals", "kaspr.io/app": "orders", "kaspr.io/component-type": "KasprTable", "kaspr.io/kind": "KasprTable", "kaspr.io/name": "totals-table"}, "managed_fields": null, "name": "totals-table", "namespace": "shop", "owner_references": null, "resource_version": null, "self_link": null, "uid": null}}`)
  t.equal(murmurDecimal(pythonJson(model(tableMap))), '249028587399916634677652920553709800820')
  t.equal(murmurDecimal(pythonJson(model(tableMap, { annotations: {} }))), '170916548459388494353815758867705924202')
})

t.test('components and their sets hash as upstream shows', async (t) => {
  t.equal(generalHash(model(agentMap)), '2de671c318117212')
  t.equal(generalHash(model(agentMap, { annotations: {} })), '906d77b90ead1578')
  t.equal(generalHash(model(tableMap)), '018cb808aacb3205')
  t.equal(generalHash(model(tableMap, { annotations: {} })), 'c3989e7988305520')
  t.equal(generalHash('2de671c318117212'), '7851aacffca02d1d')
  t.equal(generalHash('018cb808aacb3205'), '2375ef308acef6b3')
})
