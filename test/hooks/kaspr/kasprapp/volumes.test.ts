import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { agent, app, join, table, task, webView } from '../fixtures/manifests.ts'
import { installOf, kasprOf, podOf, sync } from '../fixtures/world.ts'

const definitions = '/var/lib/data/definitions'
const gcs = { packages: ['a'], cache: { type: 'gcs', gcs: { bucket: 'b', secretRef: { name: 'sa', key: 'k.json' } } } }
const cached = { packages: ['a'], cache: { enabled: true } }
const template = (volumes: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({ template: { pod: { volumes: [...volumes] }, ...more } })

t.test('volumes and mounts stand in exactly this order', async (t) => {
  const around = [join('j'), task('k'), table('right'), table('left'), table('b'), table('a'), webView('w'), agent('z'), agent('a-b'), agent('a')]
  const spec = template([{ name: 'extra', emptyDir: {} }], { kasprContainer: { volumeMounts: [{ name: 'extra', mountPath: '/extra' }] } })
  const answer = sync(app({ ...spec, pythonPackages: gcs }), { around })
  const components = ['a-agent', 'a-b-agent', 'z-agent', 'w-webview', 'a-table', 'b-table', 'k-task', 'orders-app-joins']
  t.same(podOf(answer).volumes?.map(({ name }) => name), [...components, 'extra', 'orders-app-packages', 'gcs-sa-key'])
  t.same(kasprOf(answer).volumeMounts?.map(({ name }) => name), ['orders-app-pv', ...components, 'extra', 'orders-app-packages'])
  t.same(installOf(answer).volumeMounts?.map(({ name }) => name), ['orders-app-packages', 'gcs-sa-key'])
})

t.test('a component is mounted as one read-only file', async (t) => {
  const answer = sync(app(), { around: [agent('a')] })
  t.same(podOf(answer).volumes, [{ name: 'a-agent', configMap: { name: 'a-agent', items: [{ key: 'a-agent.yaml', path: 'a-agent.yaml' }] } }])
  t.same(kasprOf(answer).volumeMounts, [
    { name: 'orders-app-pv', mountPath: '/var/lib/data/tables' },
    { name: 'a-agent', mountPath: `${definitions}/a-agent.yaml`, subPath: 'a-agent.yaml', readOnly: true },
  ])
})

t.test('the directories of the config move the mounts', async (t) => {
  const answer = sync(app({ config: { tableDir: '/t', definitions_dir: '/d' } }), { around: [agent('a')] })
  t.same(kasprOf(answer).volumeMounts?.map(({ mountPath }) => mountPath), ['/t', '/d/a-agent.yaml'])
})

t.test('packages live in a claim, an empty directory, or an empty directory beside the key of the bucket', async (t) => {
  const volumes = (pythonPackages: JsonObject) => podOf(sync(app({ pythonPackages }))).volumes
  t.same(volumes(cached), [{ name: 'orders-app-packages', persistentVolumeClaim: { claimName: 'orders-app-python-packages' } }])
  t.same(volumes({ packages: ['a'] }), [{ name: 'orders-app-packages', emptyDir: {} }])
  t.same(volumes(gcs), [{ name: 'orders-app-packages', emptyDir: {} }, { name: 'gcs-sa-key', secret: { secretName: 'sa', items: [{ key: 'k.json', path: 'k.json' }] } }])
  t.same(kasprOf(sync(app({ pythonPackages: cached }))).volumeMounts?.at(-1), { name: 'orders-app-packages', mountPath: '/opt/kaspr/packages', readOnly: true })
  t.same(installOf(sync(app({ pythonPackages: gcs }))).volumeMounts, [
    { name: 'orders-app-packages', mountPath: '/opt/kaspr/packages' }, { name: 'gcs-sa-key', mountPath: '/var/run/secrets/gcs', readOnly: true },
  ])
})

t.test('volumes of the template are rendered, all five kinds of them (Q12)', async (t) => {
  const items = [{ key: 'k', path: 'p' }, { key: 'l', path: 'q', mode: 256 }]
  const volumes: readonly JsonObject[] = [
    { name: 'a', secret: { secretName: 's' } }, { name: 'b', secret: { secretName: 's', items, defaultMode: 420, optional: true } },
    { name: 'c', configMap: { name: 'c', items, defaultMode: 256, optional: false } }, { name: 'd', emptyDir: {} }, { name: 'e', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
    { name: 'f', persistentVolumeClaim: { claimName: 'claim' } }, { name: 'g', csi: { driver: 'd', fsType: 'ext4', volumeAttributes: { a: '' }, nodePublishSecretRef: { name: 's' } } },
  ]
  t.same(podOf(sync(app(template(volumes)))).volumes, volumes)
})

t.test('of several sources the first one in upstream\'s order is taken', async (t) => {
  const source = (given: JsonObject) => podOf(sync(app(template([{ name: 'v', ...given }])))).volumes?.[0]
  const [secret, configMap, emptyDir] = [{ secretName: 's' }, { name: 'c' }, { medium: 'Memory' }]
  t.same(source({ emptyDir, configMap, secret }), { name: 'v', secret })
  t.same(source({ emptyDir, configMap }), { name: 'v', configMap })
})

t.test('mounts of the template are rendered as given', async (t) => {
  const volumeMounts = [
    { name: 'v', mountPath: '/a', subPath: 's', readOnly: true, mountPropagation: 'None' }, { name: 'v', mountPath: '/b', subPathExpr: '$(POD_NAME)' },
  ]
  const spec = template([{ name: 'v', emptyDir: {} }], { kasprContainer: { volumeMounts }, pythonPackagesInitContainer: { volumeMounts } })
  const answer = sync(app({ ...spec, pythonPackages: cached }))
  t.same(kasprOf(answer).volumeMounts?.slice(1, 3), volumeMounts)
  t.same(installOf(answer).volumeMounts?.slice(1), volumeMounts)
})
