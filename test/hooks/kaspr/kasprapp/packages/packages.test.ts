import t from 'tap'
import { packagesHash } from '../../../../../hooks/kaspr/kasprapp/packages/packages.ts'
import type { JsonObject } from '../../../../../src/protocol/json.ts'
import { app } from '../../fixtures/manifests.ts'
import { childOf, installOf, kasprOf, keyOf, podOf, sync, variable, variables } from '../../fixtures/world.ts'

const answer = (pythonPackages: JsonObject, template: JsonObject = {}) => sync(app({ pythonPackages, template }))
const hashOf = (pythonPackages: JsonObject) => variable(kasprOf(answer(pythonPackages)), 'PACKAGES_HASH')
const scriptOf = (pythonPackages: JsonObject): string => installOf(answer(pythonPackages)).args?.[0] ?? ''
const secretRef = { name: 's' }

t.test('the packages hash is upstream\'s (kaspr-resources.md 6.5)', async (t) => {
  const policy = { retries: 3, timeout: 600, onFailure: 'block' }
  const rows: readonly (readonly [spec: JsonObject, hash: string])[] = [
    [{ packages: ['requests'] }, '705ebf671c1c70ee'], [{ packages: ['a'] }, 'e4d031c6079abdae'], [{ packages: ['a'], installPolicy: {} }, 'e4d031c6079abdae'],
    [{ packages: ['requests', 'pandas>=2.0.0'] }, '4945916415356a24'], [{ packages: ['pandas>=2.0.0', 'requests'] }, '4945916415356a24'],
    [{ packages: ['a'], installPolicy: { retries: 3 } }, 'cd044de27d589591'], [{ packages: ['a'], installPolicy: policy }, 'cf39a4d2f5a5f4ff'],
    [{ packages: ['a'], indexUrl: 'https://i/s', extraIndexUrls: ['https://b', 'https://a'], trustedHosts: ['h2', 'h1'] }, 'e68a9feafd72ebab'],
  ]
  for (const [spec, hash] of rows) t.equal(hashOf(spec), hash, JSON.stringify(spec))
  t.equal(packagesHash({ packages: ['\u00e9'] }), 'f029c2d7acaff66c', 'beyond ASCII')
})

t.test('only what decides over the installed files is in the hash', async (t) => {
  const spec = { packages: ['a'] }
  const others: readonly JsonObject[] = [{ credentials: { secretRef } }, { cache: { enabled: true, size: '5Gi' } }, { resources: { limits: { memory: '1Gi' } } }, { extraIndexUrls: [], trustedHosts: [] }]
  for (const more of others) t.equal(hashOf({ ...spec, ...more }), 'e4d031c6079abdae', JSON.stringify(more))
  t.not(hashOf({ ...spec, trustedHosts: ['h'] }), 'e4d031c6079abdae')
})

t.test('the mode decides where packages live and what is locked', async (t) => {
  const gcs = { type: 'gcs', gcs: { bucket: 'b', secretRef } }
  const rows: readonly (readonly [cache: JsonObject | undefined, claim: boolean, initHash: boolean])[] = [
    [undefined, false, false], [{}, false, false], [{ enabled: false }, false, false], [{ type: 'pvc' }, false, false],
    [{ enabled: true }, true, true], [{ type: 'pvc', enabled: true }, true, true], [gcs, false, true], [{ ...gcs, enabled: true }, false, true], [{ enabled: true, gcs: gcs.gcs }, true, true],
  ]
  for (const [cache, claim, initHash] of rows) {
    const result = answer({ packages: ['a'], ...(cache === undefined ? {} : { cache }) })
    const said = JSON.stringify(cache)
    t.equal(result.children.some((child) => keyOf(child) === 'PersistentVolumeClaim/orders-app-python-packages'), claim, said)
    t.equal(variables(installOf(result)).includes('PACKAGES_HASH'), initHash, said)
    t.ok(['PACKAGES_HASH', 'PYTHONPATH'].every((name) => variables(kasprOf(result)).includes(name)), said)
    t.equal(podOf(result).volumes?.some(({ name }) => name === 'gcs-sa-key'), cache?.['type'] === 'gcs', said)
  }
})

t.test('without packages nothing of them is there', async (t) => {
  const pod = podOf(sync(app()))
  t.equal(pod.initContainers, undefined)
  t.equal(pod.volumes, undefined)
})

t.test('the init container', async (t) => {
  const resources = { requests: { cpu: '100m' }, limits: { memory: '2048Mi' } }
  const { args, env, volumeMounts, ...container } = installOf(answer({ packages: ['a'], resources }, { pythonPackagesInitContainer: { securityContext: { runAsUser: 1 } } }))
  t.same(container, { name: 'install-packages', image: 'kasprio/kaspr:0.11.19', command: ['/bin/bash', '-c'], resources: { requests: { cpu: '100m' }, limits: { memory: '2Gi' } }, securityContext: { runAsUser: 1 }, terminationMessagePolicy: 'FallbackToLogsOnError' })
  t.equal(env, undefined, 'no variables, no list')
  t.equal(args?.length, 1)
  t.equal(args?.[0], args?.[0]?.trim())
  t.equal(volumeMounts?.length, 1)
  t.equal(installOf(answer({ packages: ['a'] })).resources, undefined)
})

t.test('vector D3: a claim', async (t) => {
  const result = answer({
    packages: ['requests', 'pandas>=2.0.0,<3'], cache: { enabled: true, storageClass: 'nfs', size: '1Gi' }, installPolicy: { timeout: 900, retries: 2, onFailure: 'allow' },
    indexUrl: 'https://i/s', extraIndexUrls: ['https://b', 'https://a'], trustedHosts: ['h2', 'h1'], credentials: { secretRef: { name: 'sec' } },
  })
  t.same(childOf(result, 'PersistentVolumeClaim/orders-app-python-packages')['spec'], { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'nfs' })
  t.same(installOf(result).env, [
    { name: 'PACKAGES_HASH', value: 'cd34bc916bf2ce5c' }, { name: 'INDEX_URL', value: 'https://i/s' }, { name: 'EXTRA_INDEX_URLS', value: 'https://b,https://a' }, { name: 'TRUSTED_HOSTS', value: 'h2,h1' },
    { name: 'PYPI_USERNAME', valueFrom: { secretKeyRef: { key: 'username', name: 'sec' } } }, { name: 'PYPI_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'sec' } } },
  ])
  t.equal(variable(kasprOf(result), 'PACKAGES_HASH'), 'cd34bc916bf2ce5c')
})

t.test('vector D3: a bucket', async (t) => {
  const result = answer({ packages: ['requests'], cache: { type: 'gcs', gcs: { bucket: 'b', prefix: 'pp', secretRef: { name: 's', key: 'k.json' } } } })
  t.equal(variable(installOf(result), 'GCS_BUCKET'), 'b')
  t.equal(variable(installOf(result), 'GCS_OBJECT_KEY'), 'pp/orders-app/705ebf671c1c70ee.tar.gz')
  t.match(installOf(result).args?.[0], '/var/run/secrets/gcs/k.json')
})

t.test('empty settings of a bucket mean their defaults', async (t) => {
  const gcs = { bucket: 'b', prefix: '', maxArchiveSize: '', secretRef: { name: 's', key: '' } }
  const install = installOf(answer({ packages: ['requests'], cache: { type: 'gcs', gcs } }))
  t.equal(variable(install, 'GCS_OBJECT_KEY'), 'kaspr-packages/orders-app/705ebf671c1c70ee.tar.gz')
  t.match(install.args?.[0], '/var/run/secrets/gcs/sa.json')
  t.match(install.args?.[0], '1073741824')
})

t.test('retries are further attempts (Q11), and every value reaches the script', async (t) => {
  t.match(scriptOf({ packages: ['a'] }), 'Attempts: 4')
  t.match(scriptOf({ packages: ['a'], installPolicy: { retries: 0 } }), 'Attempts: 1')
  t.match(scriptOf({ packages: ['a'] }), 'Timeout: 600s')
  t.match(scriptOf({ packages: ['a'], installPolicy: { timeout: 60, onFailure: 'allow' } }), 'Timeout: 60s')
  t.match(scriptOf({ packages: ['a'], installPolicy: { onFailure: 'allow' } }), 'On failure: allow')
  t.match(scriptOf({ packages: ['a'] }), 'On failure: block')
})
