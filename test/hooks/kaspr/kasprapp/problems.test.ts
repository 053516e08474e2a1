import t from 'tap'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { cluster, settled } from '../fixtures/cluster.ts'
import { agent, app, changed, path } from '../fixtures/manifests.ts'
import { brokenPromises, refusedIn } from '../fixtures/refusal.ts'
import { sync } from '../fixtures/world.ts'

const good = app({ pythonPackages: { packages: ['requests'] } })
const calm = settled(cluster(good, agent('a')))

/** Row of kaspr-resources.md §10, field that is spoilt, value, and the paths that must be named (the field itself when left out). */
type Row = readonly [row: number, field: string, value: JsonValue | undefined, paths?: readonly string[]]

const wrong = (row: number, field: string, ...values: readonly JsonValue[]): readonly Row[] => values.map((value): Row => [row, field, value])
const missing = (row: number, ...fields: readonly string[]): readonly Row[] => fields.map((field): Row => [row, field, undefined])
const kaspr = 'spec.template.kasprContainer'
const volumes = 'spec.template.pod.volumes'
const packages = 'spec.pythonPackages'
const env = (entry: JsonObject): JsonObject => ({ env: [entry] })
const volume = (given: JsonObject): JsonValue => [{ name: 'v', ...given }]

const rows: readonly Row[] = [
  ...missing(1, 'spec.bootstrapServers', 'spec.authentication'),
  ...missing(2, 'spec.authentication.type'),
  ...wrong(3, 'spec.replicas', -1, 1.5, null),
  ...wrong(4, 'spec.replicas', '3'),
  ...missing(5, 'spec.storage'),
  ...missing(6, 'spec.storage.class', 'spec.storage.size', 'spec.storage.type'),
  ...wrong(6, 'spec.storage.size', 'big', '', '-1Gi', {}),
  [7, 'spec.authentication', { type: 'plain', username: 'me', passwordSecret: { secretName: 's' } }, ['spec.authentication.passwordSecret.passwordKey']],
  ...wrong(9, 'spec.config', null, 'x', []),
  ...wrong(9, 'spec.config.topicPartitions', null),
  ...wrong(10, 'spec.config.schedulerEnabled', 'perhaps'),
  ...wrong(11, 'spec.version', 0.11),
  ...wrong(12, 'spec.version', '0.2.2-alpha', '9.9.9'),
  ...wrong(13, 'spec.template', null), ...wrong(13, 'spec.template.pod', null), ...wrong(13, 'spec.template.service', null), ...wrong(13, kaspr, null), ...wrong(13, 'spec.template.service.metadata', null),
  [14, 'spec.template.pod.metadata.labels', { a: 1 }, ['spec.template.pod.metadata.labels.a']],
  [14, 'spec.template.service.metadata.annotations', { a: true }, ['spec.template.service.metadata.annotations.a']],
  [14, 'spec.template.pod.nodeSelector', { a: 1 }, ['spec.template.pod.nodeSelector.a']],
  [14, 'spec.template.pod.metadata.labels', { 'a b': 'c' }, ['spec.template.pod.metadata.labels["a b"]']],
  [14, 'spec.template.serviceAccount.metadata.labels', { a: 'b c' }, ['spec.template.serviceAccount.metadata.labels["a"]']],
  [15, kaspr, env({ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'p' } } }), [`${kaspr}.env[0]`]],
  [15, kaspr, env({ name: 'A' }), [`${kaspr}.env[0]`]],
  [16, kaspr, env({ name: 'A', valueFrom: {} }), [`${kaspr}.env[0].valueFrom`]],
  [16, kaspr, env({ name: 'A', valueFrom: { fieldRef: { fieldPath: 'p' }, secretKeyRef: { key: 'k', name: 'n' } } }), [`${kaspr}.env[0].valueFrom`]],
  [17, kaspr, env({ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }), [`${kaspr}.env[0].valueFrom`]],
  [18, kaspr, env({ name: 'A', value: 1 }), [`${kaspr}.env[0].value`]],
  [18, kaspr, env({ name: 'A=B', value: '1' }), [`${kaspr}.env[0].name`]],
  [19, kaspr, { volumeMounts: [{ mountPath: '/a' }] }, [`${kaspr}.volumeMounts[0].name`]],
  [19, kaspr, { volumeMounts: [{ name: 'v' }] }, [`${kaspr}.volumeMounts[0].mountPath`]],
  [19, volumes, [{ emptyDir: {} }], [`${volumes}[0].name`]],
  [19, volumes, volume({ secret: {} }), [`${volumes}[0].secret.secretName`]],
  [19, volumes, volume({ configMap: {} }), [`${volumes}[0].configMap.name`]],
  [19, volumes, volume({ secret: { secretName: 's', items: [{ path: 'p' }] } }), [`${volumes}[0].secret.items[0].key`]],
  [19, volumes, volume({ configMap: { name: 's', items: [{ key: 'p' }] } }), [`${volumes}[0].configMap.items[0].path`]],
  [20, volumes, volume({ secret: { secretName: 's', items: null } }), [`${volumes}[0].secret.items`]],
  [21, volumes, volume({}), [`${volumes}[0]`]],
  [21, volumes, volume({ hostPath: { path: '/' } }), [`${volumes}[0]`]],
  [21, volumes, volume({ emptyDir: { sizeLimit: 'big' } }), [`${volumes}[0].emptyDir.sizeLimit`]],
  ...missing(23, `${packages}.packages`), ...wrong(23, `${packages}.packages`, [], 'requests'),
  ...['', ' ', 'a b', 'a\tb', 'a\nb', 5].map((entry): Row => [23, `${packages}.packages`, ['ok', entry], [`${packages}.packages[1]`]]),
  [24, `${packages}.packages`, ['ok', 'x==1.*', './local'], [`${packages}.packages[1]`, `${packages}.packages[2]`]],
  ...wrong(25, `${packages}.indexUrl`, 'ftp://x', 'https://', ''),
  [25, `${packages}.extraIndexUrls`, ['https://a', 'x'], [`${packages}.extraIndexUrls[1]`]],
  ...wrong(26, `${packages}.cache.type`, 's3'), ...wrong(26, `${packages}.cache.accessMode`, 'ReadWriteOnce'), ...wrong(26, `${packages}.installPolicy.onFailure`, 'warn'),
  ...wrong(26, `${packages}.installPolicy.retries`, -1, 'x'), ...wrong(26, `${packages}.installPolicy.timeout`, 59), ...wrong(26, `${packages}.cache.size`, 'big'),
  [27, `${packages}.cache`, { type: 'gcs' }, [`${packages}.cache.gcs`]],
  [27, `${packages}.cache`, { type: 'gcs', gcs: { secretRef: { name: 's' } } }, [`${packages}.cache.gcs.bucket`]],
  [27, `${packages}.cache`, { type: 'gcs', gcs: { bucket: 'b' } }, [`${packages}.cache.gcs.secretRef`]],
  [27, `${packages}.cache`, { type: 'gcs', gcs: { bucket: 'b', secretRef: {} } }, [`${packages}.cache.gcs.secretRef.name`]],
  ...['1G', 'x', '1Pi', '-1'].map((maxArchiveSize): Row => [28, `${packages}.cache`, { type: 'gcs', gcs: { bucket: 'b', maxArchiveSize, secretRef: { name: 's' } } }, [`${packages}.cache.gcs.maxArchiveSize`]]),
  [29, `${packages}.credentials`, {}, [`${packages}.credentials.secretRef`]],
  [29, `${packages}.credentials`, { secretRef: {} }, [`${packages}.credentials.secretRef.name`]],
  [30, `${packages}.packages`, ['git+https://${NOBODY}@h/r.git'], [`${packages}.packages[0]`]],
  [46, 'spec', undefined, ['spec.bootstrapServers', 'spec.authentication', 'spec.storage']],
  ...wrong(50, 'spec.config.webPort', 0, 65536),
]

t.test('every mistake of the error table is refused by its path, and nothing is lost', async (t) => {
  for (const [row, field, value, paths = [field]] of rows) {
    const refusal = refusedIn(calm, changed(good, path(field), value))
    const said = `row ${row}: ${field} = ${JSON.stringify(value)}`
    t.same(refusal.answer.problems.map((problem) => problem.path), paths, said)
    t.same(brokenPromises(refusal, ['Progressing', 'Ready']), [], said)
  }
})

t.test('rows that are mistakes no more', async (t) => {
  const fine: readonly (readonly [row: number, field: string, value: JsonValue])[] = [
    [13, 'spec.template.serviceAccount', {}], [21, volumes, volume({ emptyDir: {} })], [21, volumes, volume({ persistentVolumeClaim: { claimName: 'c' } })], [21, volumes, volume({ csi: { driver: 'd' } })],
    [22, 'spec.resources', { claims: [{ name: 'gpu' }] }], [31, 'spec.image', 'own:1'], [49, kaspr, { env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }],
  ]
  for (const [row, field, value] of fine) t.same(sync(changed(good, path(field), value)).problems, [], `row ${row}: ${field}`)
})

t.test('a name must leave room for the names of pods (row 48)', async (t) => {
  const paths = (name: string) => sync({ ...good, metadata: { ...good.metadata, name } }).problems.map((problem) => problem.path)
  t.same(paths('a'.repeat(48)), [])
  for (const name of ['a'.repeat(49), 'a.b', '1a']) t.same(paths(name), ['metadata.name'], name)
})

t.test('what Kubernetes would refuse is refused before it', async (t) => {
  const later: readonly Row[] = [
    [0, volumes, [{ name: 'v', emptyDir: {} }, { name: 'v', emptyDir: {} }], [volumes]],
    [0, volumes, [{ name: 'orders-app-pv', emptyDir: {} }], [volumes]],
    [0, volumes, [{ name: 'No Label', emptyDir: {} }], [volumes]],
    [0, kaspr, { volumeMounts: [{ name: 'nobody', mountPath: '/a' }] }, [`${kaspr}.volumeMounts`]],
    [0, kaspr, { volumeMounts: [{ name: 'orders-app-pv', mountPath: '/var/lib/data/tables' }] }, [`${kaspr}.volumeMounts`]],
    [0, 'spec.template.pythonPackagesInitContainer', { volumeMounts: [{ name: 'nobody', mountPath: '/a' }] }, ['spec.template.pythonPackagesInitContainer.volumeMounts']],
    [0, 'spec.resources', { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } }, ['spec.resources.requests.memory']],
    [0, 'spec.resources', { requests: { cpu: 'x' } }, ['spec.resources.requests.cpu']],
    [0, 'spec.livenessProbe', { successThreshold: 2 }, ['spec.livenessProbe.successThreshold']],
  ]
  for (const [, field, value, paths = []] of later) {
    const refusal = refusedIn(calm, changed(good, path(field), value))
    t.same(refusal.answer.problems.map((problem) => problem.path), paths, `${field} = ${JSON.stringify(value)}`)
    t.same(brokenPromises(refusal, ['Progressing', 'Ready']), [])
  }
})

t.test('all mistakes are named at once', async (t) => {
  const { problems } = sync(app({ version: '9.9.9', config: { webPort: 0, topicPartitions: 'x' }, authentication: { type: 'scram-sha-256' } }))
  t.same(problems.map((problem) => problem.path), [
    'spec.version', 'spec.authentication.username', 'spec.authentication.passwordSecret.secretName', 'spec.authentication.passwordSecret.passwordKey', 'spec.config.topicPartitions', 'spec.config.webPort',
  ])
})

t.test('a refused app that never had children has none', async (t) => {
  const { children, problems } = sync(app({ version: '9.9.9' }))
  t.same(children, [])
  t.equal(problems.length, 1)
})
