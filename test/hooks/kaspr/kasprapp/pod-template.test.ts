import t from 'tap'
import { yamlText } from '../../../../hooks/kaspr/python/yaml-text.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { cluster, round, settled, syncOne } from '../fixtures/cluster.ts'
import { agent, app, changed, path, table } from '../fixtures/manifests.ts'
import { childOf, dataOf, kasprOf, podOf, statefulSetOf, sync, variable, variables } from '../fixtures/world.ts'

// Vectors D1 and D2 of kaspr-resources.md.
const orders = app({
  replicas: 3,
  bootstrapServers: 'broker-0:9092,broker-1:9092',
  tls: {},
  authentication: { type: 'scram-sha-512', username: 'svc-orders', passwordSecret: { secretName: 'kafka-login', passwordKey: 'pw' } },
  config: { topicPartitions: 12, schedulerEnabled: true, schedulerCronTickIntervalSeconds: 15, webPort: 8081 },
  storage: { type: 'persistent-claim', class: 'fast', size: '2Gi' },
})
const clean = { entrypoint: 'clean', python: 'def clean(order):\n    order["total"] = round(order["total"], 2)\n    return order\n' }
const cleaner = agent('order-cleaner', {
  input: { topic: { name: 'raw-orders' } }, isolatedPartitions: false, processors: { pipeline: ['clean'], operations: [{ name: 'clean', map: clean }] },
})
const totals = table('totals', { name: 'totals', partitions: 6, valueSerializer: 'json' })

t.test('settings of vector D1', async (t) => {
  const answer = sync(orders)
  t.same(dataOf(answer, 'orders-app-config'), {
    K_TOPIC_PARTITIONS: '12', K_SCHEDULER_ENABLED: 'True', K_SCHEDULER_CRON_TICK_INTERVAL_SECONDS: '15.0', K_WEB_PORT: '8081', K_APP_NAME: 'orders-app',
    K_KAFKA_BOOTSTRAP_SERVERS: 'broker-0:9092,broker-1:9092', K_KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', K_KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    K_KAFKA_AUTH_USERNAME: 'svc-orders', K_DATA_DIR: '/var/lib/data', K_TABLE_DIR: '/var/lib/data/tables', K_DEFINITIONS_DIR: '/var/lib/data/definitions',
  })
  t.equal(variable(kasprOf(answer), 'CONFIG_HASH'), '9a65e2c23431cfa1')
})

t.test('the StatefulSet of vectors D1 and D2', async (t) => {
  const { spec } = statefulSetOf(sync(orders, { around: [totals, cleaner] }))
  const { containers: [kaspr, ...others], volumes, ...pod } = spec.template.spec ?? { containers: [] }
  const { env, volumeMounts, ...container } = kaspr ?? { name: '' }
  t.same({ ...spec, template: undefined, volumeClaimTemplates: undefined, replicas: undefined }, {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' }, podManagementPolicy: 'Parallel', serviceName: 'orders-app', updateStrategy: { type: 'RollingUpdate' },
    selector: { matchLabels: { 'kaspr.io/cluster': 'orders', 'kaspr.io/name': 'orders-app', 'kaspr.io/kind': 'KasprApp' } },
    template: undefined, volumeClaimTemplates: undefined, replicas: undefined,
  })
  t.same(pod, { serviceAccountName: 'orders-app' })
  t.same(others, [])
  t.same(container, { name: 'kaspr', image: 'kasprio/kaspr:0.11.19', imagePullPolicy: 'IfNotPresent', ports: [{ containerPort: 8081, name: 'http' }] })
  const config = ['K_TOPIC_PARTITIONS', 'K_SCHEDULER_ENABLED', 'K_SCHEDULER_CRON_TICK_INTERVAL_SECONDS', 'K_WEB_PORT', 'K_APP_NAME', 'K_KAFKA_BOOTSTRAP_SERVERS',
    'K_KAFKA_SECURITY_PROTOCOL', 'K_KAFKA_SASL_MECHANISM', 'K_KAFKA_AUTH_USERNAME', 'K_DATA_DIR', 'K_TABLE_DIR', 'K_DEFINITIONS_DIR']
  t.same(env, [
    ...config.map((key) => ({ name: key, valueFrom: { configMapKeyRef: { key, name: 'orders-app-config' } } })),
    { name: 'K_KAFKA_AUTH_PASSWORD', valueFrom: { secretKeyRef: { key: 'pw', name: 'kafka-login' } } },
    { name: 'K_CONSUMER_GROUP_INSTANCE_ID', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'K_WEB_HOST', value: '$(POD_NAME).orders-app.shop.svc.cluster.local' },
    { name: 'CONFIG_HASH', value: '9a65e2c23431cfa1' }, { name: 'AGENTS_HASH', value: '7851aacffca02d1d' }, { name: 'TABLES_HASH', value: '2375ef308acef6b3' },
  ])
  t.same(volumes?.map(({ name }) => name), ['order-cleaner-agent', 'totals-table'])
  t.same(volumeMounts?.map(({ name }) => name), ['orders-app-pv', 'order-cleaner-agent', 'totals-table'])
})

t.test('component hashes of vector D2', async (t) => {
  t.equal(sync(cleaner, { around: [orders] }).status.hash, '2de671c318117212')
  t.equal(sync(totals, { around: [orders] }).status.hash, '018cb808aacb3205')
})

t.test('definition files of vector D2', async (t) => {
  t.equal(dataOf(sync(totals, { around: [orders] }), 'totals-table')['totals-table.yaml'], yamlText({ tables: [{
    default_selector: null, description: null, extra_topic_configs: {}, global: false, key_serializer: null, name: 'totals', options: {}, partitions: 6, value_serializer: 'json', window: null,
  }] }))
  t.match(dataOf(sync(cleaner, { around: [orders] }), 'order-cleaner-agent')['order-cleaner-agent.yaml'], '        python: "def clean(order):\\n    order[\\"total\\"] = round(order[\\"total\\"],\\\n          \\ 2)\\n    return order\\n"\n')
})

t.test('fields of the pod template are copied, and absent where nothing is set', async (t) => {
  const pod: JsonObject = {
    imagePullSecrets: [{ name: 's' }], securityContext: { fsGroup: 5, runAsNonRoot: true }, terminationGracePeriodSeconds: 0, nodeSelector: { a: '' },
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } }] } },
    tolerations: [{ key: 'k', operator: 'Exists', tolerationSeconds: 0 }], topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
    priorityClassName: 'p', schedulerName: 'q', hostAliases: [{ ip: '10.0.0.1', hostnames: ['h'] }], enableServiceLinks: false,
  }
  const { containers: _containers, serviceAccountName: _account, ...rendered } = podOf(sync(app({ template: { pod } })))
  t.same(rendered, pod)
  t.same(Object.keys(podOf(sync(app()))).toSorted(), ['containers', 'serviceAccountName'])
})

t.test('host aliases of one address become one entry, because they are merged by it', async (t) => {
  const hostAliases = [{ ip: '10.0.0.1', hostnames: ['a'] }, { ip: '10.0.0.2' }, { ip: '10.0.0.1', hostnames: ['b', 'c'] }]
  const parent = app({ template: { pod: { hostAliases } } })
  t.same(podOf(sync(parent)).hostAliases, [{ ip: '10.0.0.1', hostnames: ['a', 'b', 'c'] }, { ip: '10.0.0.2' }])
  t.same(round(round(cluster(parent))).writes, ['status KasprApp/orders'], 'no second rollout')
})

t.test('fixed labels of pods win over those of the template; labels of the app do not reach them', async (t) => {
  const metadata = { labels: { team: 'x', 'kaspr.io/name': 'mine', 'app.kubernetes.io/part-of': 'mine' }, annotations: { a: 'b' } }
  const { template } = statefulSetOf(sync(app({ template: { pod: { metadata } } }, { labels: { owner: 'me' } }))).spec
  t.same(template.metadata?.labels, {
    team: 'x', 'kaspr.io/kind': 'KasprApp', 'kaspr.io/name': 'orders-app', 'kaspr.io/cluster': 'orders', 'kaspr.io/component-type': 'KasprApp', 'app.kubernetes.io/name': 'KasprApp',
    'app.kubernetes.io/instance': 'orders', 'app.kubernetes.io/part-of': 'kaspr-orders', 'app.kubernetes.io/managed-by': 'kaspr-operator', 'kaspr.io/app': 'orders',
  })
  t.same(template.metadata?.annotations, { a: 'b' })
})

t.test('resources and security contexts reach their containers, amounts as the API server writes them', async (t) => {
  const resources = { requests: { cpu: '1000m', memory: 1073741824 }, limits: { memory: '1024Mi' }, claims: [{ name: 'gpu' }] }
  const kaspr = kasprOf(sync(app({ resources, template: { kasprContainer: { securityContext: { privileged: false, runAsUser: 0 } } } })))
  t.same(kaspr.resources, { requests: { cpu: '1', memory: '1073741824' }, limits: { memory: '1Gi' }, claims: [{ name: 'gpu' }] })
  t.same(kaspr.securityContext, { privileged: false, runAsUser: 0 })
  t.equal(kasprOf(sync(app())).resources, undefined)
})

t.test('probes ask the status page on the web port, with upstream\'s defaults (Q13)', async (t) => {
  const defaults = { failureThreshold: 3, initialDelaySeconds: 15, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 5 }
  const httpGet = { path: '/status/', port: 8081 }
  const kaspr = kasprOf(sync(app({ config: { webPort: 8081, webBasePath: '/api' }, livenessProbe: {}, readinessProbe: { periodSeconds: 1, initialDelaySeconds: 0 } })))
  t.same(kaspr.livenessProbe, { httpGet, ...defaults })
  t.same({ initialDelaySeconds: 0, ...kaspr.readinessProbe }, { httpGet, ...defaults, periodSeconds: 1, initialDelaySeconds: 0 })
  t.same([kasprOf(sync(app())).livenessProbe, kasprOf(sync(app())).readinessProbe], [undefined, undefined])
})

t.test('an app with 50 agents gets one complete pod template at once and never another', async (t) => {
  const agents = Array.from({ length: 50 }, (_, index) => agent(`agent-${String(index).padStart(2, '0')}`, { description: `number ${index}` }))
  const first = syncOne(cluster(app(), ...agents), 'KasprApp/orders')
  t.equal(podOf({ children: first.children['KasprApp/orders'] ?? [] }).volumes?.length, 50)
  t.equal(kasprOf({ children: first.children['KasprApp/orders'] ?? [] }).volumeMounts?.length, 51)
  const template = JSON.stringify(statefulSetOf({ children: first.children['KasprApp/orders'] ?? [] }).spec.template)
  const second = round(first)
  t.same(second.writes.filter((write) => !/^(status|create) /.test(write)), [], 'components arrive, nothing is changed')
  const last = settled(second)
  t.equal(JSON.stringify(statefulSetOf({ children: last.children['KasprApp/orders'] ?? [] }).spec.template), template)
  t.equal(statefulSetOf({ children: last.children['KasprApp/orders'] ?? [] }).metadata?.generation, 1)
})

t.test('one change of anything that pods read changes the template once', async (t) => {
  const before = settled(cluster(app({ pythonPackages: { packages: ['a'] } }), agent('a')))
  const changes: Readonly<Record<string, unknown>> = { 'spec.image': 'other:1', 'spec.config.topicReplicationFactor': 5, 'spec.bootstrapServers': 'b:1', 'spec.pythonPackages.packages[0]': 'b' }
  for (const [at, value] of Object.entries(changes)) {
    const resources = before.resources.map((resource) => resource.kind === 'KasprApp' ? changed(resource, path(at), typeof value === 'number' ? value : String(value)) : resource)
    const after = round({ ...before, resources })
    t.equal(after.writes.filter((write) => write === 'update StatefulSet/orders-app').length, 1, at)
    t.same(round(after).writes.filter((write) => write.includes('StatefulSet')), [], `${at}, once`)
  }
})

t.test('a namespace is needed for no name but the address of a member', async (t) => {
  const plain = changed(app(), ['metadata', 'namespace'], undefined)
  t.equal(variable(kasprOf(sync(plain)), 'K_WEB_HOST'), '$(POD_NAME).orders-app.default.svc.cluster.local')
  t.ok(variables(kasprOf(sync(plain))).length > 0)
  t.equal(childOf(sync(plain), 'StatefulSet/orders-app').metadata.namespace, undefined)
})
