import type { Container } from 'kubernetes-types/core/v1.js'
import t from 'tap'
import { presetConfigs } from '../../../../hooks/environment/environment/presets.ts'
import { presets } from '../../../../hooks/environment/environment/spec/environment.ts'
import { dnsLabelProblem } from '../../../../src/kit/names.ts'
import { container, containersOf, podsNamed } from '../fixtures/pods.ts'
import { name, problemsOf, rendered, renderedOne } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'

const of = (preset: string): Given => ({ spec: { preset } })
const stacks = presets.filter((preset) => preset !== 'custom')

t.test('every preset but custom renders by itself', async (t) => {
  for (const preset of stacks) {
    t.equal(problemsOf(of(preset)), '', preset)
    const kinds = rendered(of(preset)).map(({ kind }) => kind)
    for (const kind of ['Namespace', 'ResourceQuota', 'LimitRange', 'NetworkPolicy', 'ServiceAccount', 'ConfigMap', 'PersistentVolumeClaim', 'Deployment', 'Service', 'Ingress']) t.ok(kinds.includes(kind), `${kind} of ${preset}`)
  }
  t.match(problemsOf(of('custom')), /spec\.config\.image: is required.*spec\.config\.ports: is required/)
})

t.test('every preset has limits, and probes on its port', async (t) => {
  for (const preset of stacks) {
    const web = container(podsNamed('Deployment/web', of(preset)), 'web')
    const port = web.ports?.[0]?.containerPort
    t.match(web.resources, { requests: { cpu: String, memory: String }, limits: { cpu: String, memory: String } }, preset)
    for (const probe of [web.livenessProbe, web.readinessProbe]) t.equal(probe?.httpGet?.port, port, preset)
    t.match(renderedOne('Service', 'web', of(preset))['spec'], { ports: [{ name: 'http', port: 80, targetPort: port }] })
  }
})

t.test('a first start may take five minutes before the liveness probe counts', async (t) => {
  for (const preset of stacks.filter((one) => one !== 'static')) {
    const { startupProbe } = container(podsNamed('Deployment/web', of(preset)), 'web')
    t.equal((startupProbe?.periodSeconds ?? 10) * (startupProbe?.failureThreshold ?? 3), 300, preset)
  }
})

const folderOf = ({ env = [] }: Container): string | undefined => env.find(({ name: one }) => one === 'GIT_DIR_PATH')?.value

t.test('sources come first, and every container finds them in the same folder of the volume', async (t) => {
  for (const preset of stacks) {
    const pods = podsNamed('Deployment/web', of(preset))
    t.equal(pods.spec.initContainers?.[0]?.name, 'git-clone', preset)
    const mounts = containersOf(pods).map(({ volumeMounts = [] }) => volumeMounts.find(({ name: one }) => one === 'code'))
    for (const mount of mounts) t.match(mount, { mountPath: mounts[0]?.mountPath, subPath: 'source' }, preset)
    t.equal(folderOf(container(pods, 'git-clone')), mounts[0]?.mountPath)
  }
})

t.test('nextjs is the default stack with its corrections', async (t) => {
  const { spec } = podsNamed('Deployment/web')
  t.strictSame(containersOf({ spec }).map((one) => [one.name, one.workingDir]), [['git-clone', undefined], ['npm-install', '/code/web'], ['db-migrate', '/code/web'], ['web', '/code/web']])
  t.match(container(podsNamed('Deployment/web'), 'npm-install').command?.at(-1), /npm ci.*npm install/, 'npm ci where there is a lock file')
  t.notMatch(JSON.stringify(spec), /npm run seed/, 'data is seeded on demand only')
  t.match(spec.containers, [{ resources: { requests: { cpu: '200m', memory: '512Mi' }, limits: { cpu: '1', memory: '2Gi' } }, livenessProbe: { httpGet: { path: '/api/health/liveness' } } }])
  t.match(renderedOne('Deployment', 'web')['spec'], { strategy: { type: 'Recreate' }, replicas: 1 })
  t.match(container(podsNamed('StatefulSet/postgres'), 'postgres').resources?.limits, { cpu: '500m', memory: '512Mi' })
  t.match(renderedOne('PersistentVolumeClaim', 'code').metadata, { namespace: name })
})

t.test('names of presets are names for Kubernetes', async (t) => {
  for (const { services = [], volumes = [], initContainers = [] } of Object.values(presetConfigs)) {
    for (const { name: one } of [...services, ...volumes, ...initContainers]) t.equal(dnsLabelProblem(one), undefined, one)
  }
})
