import type { Deployment, DeploymentSpec } from 'kubernetes-types/apps/v1.js'
import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { container, containersOf, podsNamed } from '../fixtures/pods.ts'
import { renderedOne } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'

const specOf = (given: Given = {}): DeploymentSpec => trusted<Required<Deployment>>(renderedOne('Deployment', 'web', given)).spec
const templateOf = (given: Given = {}): string => JSON.stringify(specOf(given).template)
const config = (own: JsonObject): Given => ({ spec: { preset: 'custom', config: { image: 'app:1', ports: [{ containerPort: 8080 }], ...own } } })

t.test('with a volume of one node it is stopped first, without one it is rolled', async (t) => {
  t.strictSame(specOf().strategy, { type: 'Recreate' })
  t.strictSame(specOf(config({})).strategy, { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } })
})

t.test('another commit, image, variable or probe rolls the pods', async (t) => {
  const before = templateOf()
  const sources = (commitSha: string): Given => ({ spec: { sources: [{ name: 'web', commitSha }] } })
  const others: readonly Given[] = [sources('abc'), { spec: { config: { image: 'node:24-slim' } } }, { spec: { config: { env: [{ name: 'X', value: '1' }] } } }, { spec: { config: { readinessProbe: { httpGet: { path: '/x', port: 3000 } } } } }]
  for (const given of others) t.not(templateOf(given), before)
  t.not(templateOf(sources('abc')), templateOf(sources('abd')))
})

t.test('what is no business of the pods does not roll them', async (t) => {
  for (const spec of [{ ttl: '1h' }, { quota: { pods: '9' } }, { egress: { mode: 'none' } }, { suspend: true }, { progressDeadlineSeconds: 60 }]) t.equal(templateOf({ spec }), templateOf(), JSON.stringify(spec))
})

t.test('the commit is the commit, else the branch, else that of the Project, else main', async (t) => {
  const commitOf = (given: Given): string | undefined => container(podsNamed('Deployment/web', given), 'git-clone').env?.find(({ name }) => name === 'GIT_COMMIT')?.value
  const source = (first: JsonObject): Given => ({ spec: { sources: [{ name: 'web', ...first }] } })
  t.equal(commitOf(source({ commitSha: 'abc', branch: 'b' })), 'abc')
  for (const commitSha of ['', 'HEAD']) t.equal(commitOf(source({ commitSha, branch: 'feature/cart' })), 'feature/cart')
  t.equal(commitOf({ ...source({ commitSha: '', branch: '' }), project: { sources: [{ name: 'web', repositoryUrl: 'https://x', branch: 'trunk' }] } }), 'trunk')
  t.equal(commitOf({ project: { sources: [{ name: 'web', repositoryUrl: 'https://x' }] } }), 'main')
})

t.test('every volume that is mounted is there, and no path is mounted twice', async (t) => {
  for (const given of [{}, config({}), config({ volumes: [{ name: 'data', persistentVolumeClaim: {} }], volumeMounts: [{ name: 'data', mountPath: '/data' }] })]) {
    const pods = podsNamed('Deployment/web', given)
    const volumes = (pods.spec.volumes ?? []).map(({ name }) => name)
    t.equal(new Set(volumes).size, volumes.length)
    for (const { name, volumeMounts = [] } of containersOf(pods)) {
      for (const mount of volumeMounts) t.ok(volumes.includes(mount.name), `${mount.name} of ${name}`)
      t.equal(new Set(volumeMounts.map(({ mountPath }) => mountPath)).size, volumeMounts.length)
    }
  }
})

t.test('all ports have a Service port, the first one is the way in', async (t) => {
  const given = config({ ports: [{ containerPort: 8080 }, { name: 'metrics', containerPort: 9090 }, { containerPort: 5353, protocol: 'UDP' }, { containerPort: 80 }] })
  t.match(renderedOne('Service', 'web', given)['spec'], { ports: [
    { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }, { name: 'metrics', port: 9090, targetPort: 9090, protocol: 'TCP' }, { name: 'port-5353', port: 5353, targetPort: 5353, protocol: 'UDP' },
  ] })
})

t.test('a suspended one is at nothing', async (t) => {
  t.strictSame([specOf().replicas, specOf({ spec: { suspend: true } }).replicas], [1, 0])
})
