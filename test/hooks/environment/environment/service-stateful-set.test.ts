import type { StatefulSet, StatefulSetSpec } from 'kubernetes-types/apps/v1.js'
import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { container, podsNamed } from '../fixtures/pods.ts'
import { name, renderedOne } from '../fixtures/rendered.ts'
import type { Given, Manifest } from '../fixtures/rendered.ts'

const specOf = (called: string, given: Given = {}): StatefulSetSpec => trusted<Required<StatefulSet>>(renderedOne('StatefulSet', called, given)).spec
const service = (called: string, more: JsonObject = {}, own: JsonObject = {}): Given => ({ spec: { config: { services: [{ name: called, container: { image: 'x:1', ports: [{ containerPort: 6379 }], ...own }, ...more }] } } })
const storage = (size: string): JsonObject => ({ storage: { resources: { requests: { storage: size } } } })
const observed = (spec: JsonObject): readonly Manifest[] => [{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'redis', namespace: name, uid: 's' }, spec: { serviceName: 'redis-headless', ...spec } }]

t.test('a database asks whether it answers, with its own user and database', async (t) => {
  const postgres = container(podsNamed('StatefulSet/postgres'), 'postgres')
  for (const probe of [postgres.readinessProbe, postgres.startupProbe, postgres.livenessProbe]) t.match(probe?.exec?.command?.at(-1), 'pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB"')
  t.match(postgres.readinessProbe, { periodSeconds: 5 })
  t.match(postgres.startupProbe, { periodSeconds: 2, failureThreshold: 30 })
})

t.test('its data is in a folder of the volume, in which lost+found is no hindrance', async (t) => {
  const { env, volumeMounts } = container(podsNamed('StatefulSet/postgres'), 'postgres')
  t.strictSame(volumeMounts, [{ name: 'postgres-data', mountPath: '/var/lib/postgresql/data' }])
  t.match(env?.find((entry) => entry.name === 'PGDATA')?.value, /^\/var\/lib\/postgresql\/data\/.+/)
})

t.test('other services have their folder, and no claim unless they ask for one', async (t) => {
  t.strictSame(container(podsNamed('StatefulSet/redis', service('redis', storage('2Gi'))), 'redis').volumeMounts, [{ name: 'redis-data', mountPath: '/var/lib/redis' }])
  t.match(specOf('redis', service('redis', storage('2048Mi'))).volumeClaimTemplates, [{ metadata: { name: 'redis-data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, volumeMode: 'Filesystem' } }])
  t.strictSame([specOf('redis', service('redis')).volumeClaimTemplates, container(podsNamed('StatefulSet/redis', service('redis')), 'redis').volumeMounts], [undefined, undefined])
})

t.test('claim templates, service name and selector stay as they are observed', async (t) => {
  const old = { serviceName: 'old-service', volumeClaimTemplates: [{ metadata: { name: 'redis-data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] }
  for (const more of [storage('9Gi'), {}]) {
    const given = { ...service('redis', more), observed: observed(old) }
    const spec = specOf('redis', given)
    t.strictSame(spec.volumeClaimTemplates, old.volumeClaimTemplates)
    t.equal(spec.serviceName, 'old-service')
    t.strictSame(spec.selector, { matchLabels: { app: 'redis' } })
    t.strictSame(container(podsNamed('StatefulSet/redis', given), 'redis').volumeMounts, [{ name: 'redis-data', mountPath: '/var/lib/redis' }], 'data stays mounted')
  }
})

t.test('one that was made without a claim gets none, and mounts none', async (t) => {
  const given = { ...service('redis', storage('1Gi')), observed: observed({}) }
  t.equal(specOf('redis', given).volumeClaimTemplates, undefined)
  t.equal(container(podsNamed('StatefulSet/redis', given), 'redis').volumeMounts, undefined)
})

t.test('the selector finds the pods, and both Services do', async (t) => {
  const { selector, template } = specOf('redis', service('redis'))
  const labels = template.metadata?.labels ?? {}
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) t.equal(labels[key], value)
  t.match(renderedOne('Service', 'redis', service('redis'))['spec'], { selector: { app: 'redis' }, ports: [{ port: 6379, targetPort: 6379, protocol: 'TCP' }] })
  t.match(renderedOne('Service', 'redis-headless', service('redis'))['spec'], { clusterIP: 'None', selector: { app: 'redis' } })
  t.equal(specOf('redis', service('redis')).serviceName, 'redis-headless')
})

t.test('a suspended one is at nothing, and keeps its claim', async (t) => {
  t.match(specOf('postgres', { spec: { suspend: true } }), { replicas: 0, volumeClaimTemplates: [{ metadata: { name: 'postgres-data' } }] })
  t.equal(specOf('postgres').replicas, 1)
})
