import t from 'tap'
import { lastAppliedAnnotation } from '../../../../src/kit/last-applied.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { environmentFrom, renderedOne, sync } from '../fixtures/rendered.ts'
import type { Given, Manifest } from '../fixtures/rendered.ts'

const name = 'registry-credentials'
const original = (type = 'kubernetes.io/dockerconfigjson'): Manifest =>
  ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'acme', uid: 's' }, type, data: { '.dockerconfigjson': 'e30=' } })
const copy = ((): Manifest => {
  const made = renderedOne('Secret', name, { around: [original()] })
  return { ...made, metadata: { ...made.metadata, uid: 'c', annotations: { [lastAppliedAnnotation]: JSON.stringify(made) } } }
})()
const claimed = (given: Given) => sync(given).status.conditions?.find(({ type }) => type === 'RegistryCredentialsCurrent')
const pullSecrets = (given: Given) => renderedOne('ServiceAccount', 'env-runtime', given)['imagePullSecrets']
const { apiVersion, kind, type, data, metadata: { labels } } = copy
const kept: JsonObject = { apiVersion, kind, type: type ?? '', data: data ?? {}, metadata: { name, namespace: 'acme-shop-pr7', labels: { ...labels } } }

t.test('the Secret beside the Project is copied, and nobody has to hear of it', async (t) => {
  t.match(copy, { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'e30=' } })
  t.strictSame(pullSecrets({ around: [original()] }), [{ name }])
  t.equal(claimed({ around: [original()], observed: [copy] }), undefined)
  t.equal(claimed({}), undefined, 'nor where there is none')
  t.equal(pullSecrets({}), undefined)
})

t.test('without the original the copy stays as it was applied, and a condition says so', async (t) => {
  t.strictSame(renderedOne('Secret', name, { observed: [copy] }), kept)
  t.strictSame(pullSecrets({ observed: [copy] }), [{ name }])
  t.match(claimed({ observed: [copy] }), { status: 'False', reason: 'OriginalMissing', message: /acme\/registry-credentials/ })
})

t.test('a copy of another type stays too: a type never changes', async (t) => {
  const given = { around: [original('Opaque')], observed: [copy] }
  t.strictSame(renderedOne('Secret', name, given), kept)
  t.match(claimed(given), { status: 'False', reason: 'TypeChanged' })
})

t.test('images are still pushed with the copy', async (t) => {
  const built = { project: { templates: { development: { preset: 'nextjs', builds: [{ name: 'web' }] } } }, settings: { BUILD_REGISTRY: 'registry.example.com', BUILD_SECCOMP_PROFILE: 'p.json' } }
  const [{ jobName } = { jobName: '' }] = environmentFrom(built).builds
  t.match(JSON.stringify(renderedOne('Job', jobName, { ...built, observed: [copy] })), /DOCKER_CONFIG/)
  t.notMatch(JSON.stringify(renderedOne('Job', jobName, built)), /DOCKER_CONFIG/)
})
