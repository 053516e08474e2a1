import t from 'tap'
import { Deployment, Ingress, Job, PersistentVolumeClaim, Service, StatefulSet } from '../../../../src/kit/kinds.ts'
import { buildSettings, composeMap, composeStart, upstreamText } from '../fixtures/compose.ts'
import { applyObject } from '../../../../src/simulation/apply.ts'
import { begin, grown, projectOf } from '../fixtures/life.ts'
import { problemsOf, rendered, renderedOne, sync } from '../fixtures/rendered.ts'

const settings = buildSettings

t.test('A14 compose: a build Job first, then both services, and web under port 80', async (t) => {
  const life = await begin(composeStart(upstreamText, { settings }))
  await life.rest()
  t.equal((await life.status()).phase, 'Ready')
  t.match(await life.names(Job), [/^Job\/build-web-[0-9a-f]{10}$/])
  t.strictSame(await life.names(Deployment, StatefulSet), ['Deployment/db', 'Deployment/web'])
  t.match((await life.object(Service, 'web'))?.['spec'], { ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }], selector: { app: 'web' } })
  t.match((await life.object(Service, 'db'))?.['spec'], { clusterIP: 'None', selector: { app: 'db' } })
  t.match((await life.object(Ingress, 'web'))?.['spec'], { rules: [{ host: 'acme-shop-pr7.preview.catalyst.dev', http: { paths: [{ backend: { service: { name: 'web', port: { number: 80 } } } }] } }] })
  t.match((await life.object(Deployment, 'web'))?.['spec'], { template: { spec: { containers: [{ image: /^registry\.example\.com\/shop\/web-acme-shop-pr7:main-[0-9a-f]{10}$/ }] } } })
})

const withData = `services:
  web: {image: nginx, ports: ["8080:80"], depends_on: [api], networks: [front]}
  api: {image: api, expose: ["9000"], depends_on: {db: {condition: service_healthy}}}
  db: {image: "postgres:16", user: "999", volumes: ["data:/var/lib/postgresql/data"], healthcheck: {test: ["CMD", "pg_isready"]}}
volumes: {data: }
`

t.test('a service starts when those before it are ready, and the condition names what was passed over', async (t) => {
  const life = await grown(composeStart(withData))
  const made = ['db', 'api', 'web'].map(async (name) => Date.parse((await life.object(name === 'db' ? StatefulSet : Deployment, name))?.metadata.creationTimestamp ?? ''))
  const [db = 0, api = 0, web = 0] = await Promise.all(made)
  t.ok(db < api && api < web, `${db} ${api} ${web}`)
  t.match(await life.condition('ComposeSupported'), { status: 'False', reason: 'UnsupportedKeys', message: 'passed over: services.web.networks' })
  t.match((await life.object(StatefulSet, 'db'))?.['spec'], { serviceName: 'db', template: { spec: { securityContext: { runAsUser: 999, fsGroup: 999 }, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }], containers: [{ readinessProbe: { exec: { command: ['pg_isready'] } } }] } } })
  t.strictSame(await life.names(PersistentVolumeClaim), ['PersistentVolumeClaim/data'])
})

t.test('a database that changes does not take the others away, and they wait with their own changes', async (t) => {
  const life = await grown(composeStart(withData))
  const variables = async (name: string): Promise<boolean> => JSON.stringify((await life.object(name === 'db' ? StatefulSet : Deployment, name))?.['spec']).includes('"NEW"')
  const mend = life.world.cluster.faults.inject({ type: 'PodUnready', pods: { labelSelector: { matchLabels: { app: 'db' } } } })
  await life.apply({ config: { env: [{ name: 'NEW', value: '1' }] } })
  await life.world.advance(60_000)
  t.strictSame([await variables('db'), await variables('api'), await variables('web')], [true, false, false])
  t.strictSame(await life.names(Deployment, StatefulSet), ['Deployment/api', 'Deployment/web', 'StatefulSet/db'])
  mend()
  await life.rest()
  t.equal((await life.status()).phase, 'Ready')
  t.strictSame([await variables('db'), await variables('api'), await variables('web')], [true, true, true])
})

t.test('data stays when its service leaves the file', async (t) => {
  const life = await grown(composeStart(withData))
  await applyObject(life.world, projectOf(composeStart('services: {web: {image: nginx, ports: ["80"]}}').project))
  await life.rest()
  t.strictSame(await life.names(Deployment, StatefulSet, PersistentVolumeClaim), ['Deployment/web', 'PersistentVolumeClaim/data'])
  t.strictSame((await life.status()).keptData, ['PersistentVolumeClaim/data'])
})

t.test('everything stops when suspended', async (t) => {
  const life = await grown(composeStart(withData))
  await life.apply({ suspend: true })
  await life.rest()
  t.match((await life.object(StatefulSet, 'db'))?.['spec'], { replicas: 0 })
  t.match((await life.object(Deployment, 'web'))?.['spec'], { replicas: 0 })
  t.strictSame(await life.names(PersistentVolumeClaim), ['PersistentVolumeClaim/data'])
})

const inMap = { deploymentMode: 'docker-compose', preset: 'custom', compose: { configMap: { name: 'shop-compose' } } }

t.test('the file may stand in a ConfigMap beside the Project, which the hook asks for by the name in its spec', async (t) => {
  const text = 'services: {web: {image: nginx, ports: ["80"]}}'
  t.match(sync({ spec: inMap, around: [composeMap({ 'docker-compose.yml': text })] }).status, { conditions: [{ type: 'ConfigValid', status: 'True' }] })
  t.equal(problemsOf({ spec: { ...inMap, compose: { configMap: { name: 'shop-compose', key: 'a' } } }, around: [composeMap({ a: text })] }), '')
})

t.test('Part C 16-24: a file that is missing or cannot be read freezes what is there', async (t) => {
  const namespace = rendered({}).filter(({ kind }) => kind === 'Namespace').map((one) => ({ ...one, metadata: { ...one.metadata, uid: 'n' } }))
  const cases = [
    { spec: inMap, around: [], says: 'there is no ConfigMap acme/shop-compose' },
    { spec: inMap, around: [composeMap({ other: '' })], says: 'has no key docker-compose.yml' },
    { spec: inMap, around: [composeMap({ 'docker-compose.yml': 'a: [' })], says: 'is no YAML' },
    { spec: inMap, around: [composeMap({ 'docker-compose.yml': 'services: {web: {image: a, privileged: true}}' })], says: 'compose.services.web.privileged: is refused' },
    { spec: { deploymentMode: 'docker-compose' }, around: [], says: 'spec.compose: is required' },
  ]
  for (const { says, ...given } of cases) {
    const { children, status } = sync({ ...given, observed: namespace })
    t.strictSame(children.map(({ kind }) => kind), ['Namespace'], says)
    t.match(status.conditions?.find(({ type }) => type === 'ConfigValid')?.message, says)
  }
})

const one = (service: string, kind = 'Deployment', called = 'a') => renderedOne(kind, called, composeStart(`services: {${called}: ${service}}`))

t.test('a container is what the file says', async (t) => {
  t.match(one('{image: x, command: run "it now", entrypoint: [sh], working_dir: /w, user: "5:6", environment: {A: 1}, deploy: {resources: {limits: {memory: 1G}}}}')['spec'], { template: { spec: {
    automountServiceAccountToken: false, securityContext: { runAsUser: 5, runAsGroup: 6, fsGroup: 6, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ image: 'x', command: ['sh'], args: ['run', 'it now'], workingDir: '/w', env: [{ name: 'A', value: '1' }], resources: { limits: { memory: '1Gi' } }, securityContext: { allowPrivilegeEscalation: false } }],
  } } })
  t.strictSame(one('{image: x, user: bob}')['spec'], one('{image: x}')['spec'])
})

t.test('variables of the Environment win over those of the file', async (t) => {
  const given = composeStart('services: {a: {image: x, environment: {A: "1", B: "2"}}}', { spec: { config: { env: [{ name: 'B', value: '3' }] } } })
  t.match(renderedOne('Deployment', 'a', given)['spec'], { template: { spec: { containers: [{ env: [{ name: 'A', value: '1' }, { name: 'B', value: '3' }] }] } } })
})

t.test('the way in leads to web, else to the first service that publishes a TCP port, and so does its policy', async (t) => {
  const way = (text: string) => [renderedOne('Ingress', 'web', composeStart(text))['spec'], renderedOne('NetworkPolicy', 'allow-ingress-controller', composeStart(text))['spec']]
  t.match(way('services: {b: {image: x, expose: ["1"]}, a: {image: x, ports: ["53/udp", "9:90"]}, c: {image: x, ports: ["2"]}}'), [{ rules: [{ http: { paths: [{ backend: { service: { name: 'a', port: { number: 90 } } } }] } }] }, { podSelector: { matchLabels: { app: 'a' } }, ingress: [{ ports: [{ port: 90 }] }] }])
  t.match(way('services: {a: {image: x, ports: ["1"]}, web: {image: x, ports: ["3000"]}}'), [{ rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] }, { podSelector: { matchLabels: { app: 'web' } } }])
  t.strictSame(way('services: {a: {image: x}}'), [undefined, undefined])
})

t.test('a Service that loses its ports goes first: its address cannot be taken away', async (t) => {
  const observed = [{ ...one('{image: x, ports: ["1"]}', 'Service'), spec: { clusterIP: '10.0.0.1', ports: [{ port: 1 }] } }]
  t.equal(renderedOne('Service', 'a', { ...composeStart('services: {a: {image: x}}'), observed }).kind, '-')
  t.match(one('{image: x}', 'Service')['spec'], { clusterIP: 'None' })
})

t.test('a database of another mode is not taken over', async (t) => {
  const observed = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db', namespace: 'acme-shop-pr7', uid: 's' }, spec: { volumeClaimTemplates: [{ metadata: { name: 'db-data' } }] } }]
  t.match(problemsOf({ ...composeStart('services: {db: {image: x}}'), observed }), 'holds data of another mode')
})
