import t from 'tap'
import type { JsonObject } from '../../src/protocol/json.ts'
import { refused, specOf, statusOf, testCluster, withSpec } from './fixtures/cluster.ts'
import { claim, configMap, namespace, pod, sent, statefulSet } from './fixtures/workloads.ts'

const quota = (hard: JsonObject) => sent({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'limits', namespace }, spec: { hard } })
const range = sent({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'defaults', namespace }, spec: { limits: [{ type: 'Container', default: { cpu: '500m', memory: '512Mi' }, defaultRequest: { cpu: '100m' } }] } })
const sized = (name: string, limits: JsonObject) => pod({ name, pod: { containers: [{ name: 'main', image: 'a:1', resources: { limits } }] } })

t.test('a quota counts what is there', async (t) => {
  const cluster = testCluster()
  await cluster.create(quota({ pods: 10, 'requests.cpu': 4, 'requests.storage': '20Gi', persistentvolumeclaims: 5, configmaps: 10, 'count/statefulsets.apps': 3, 'standard.storageclass.storage.k8s.io/requests.storage': '9Gi' }))
  await cluster.create(sized('a', { cpu: '500m' }), sized('b', { cpu: '1' }), claim(), configMap(), statefulSet({ spec: { replicas: 0 } }))
  t.ok(await cluster.rest())
  t.strictSame(statusOf(await cluster.get('ResourceQuota', 'limits')), {
    hard: { pods: '10', 'requests.cpu': '4', 'requests.storage': '20Gi', persistentvolumeclaims: '5', configmaps: '10', 'count/statefulsets.apps': '3', 'standard.storageclass.storage.k8s.io/requests.storage': '9Gi' },
    used: { pods: '2', 'requests.cpu': '1500m', 'requests.storage': '1Gi', persistentvolumeclaims: '1', configmaps: '2', 'count/statefulsets.apps': '1', 'standard.storageclass.storage.k8s.io/requests.storage': '1Gi' },
  })
  await cluster.delete('Pod', 'b')
  await cluster.rest()
  t.match(statusOf(await cluster.get('ResourceQuota', 'limits')), { used: { pods: '1', 'requests.cpu': '500m' } })
})

t.test('what is beyond a quota is refused, at once and not a moment later', async (t) => {
  const cluster = testCluster()
  await cluster.create(quota({ pods: 1, 'requests.storage': '2Gi', 'services.nodeports': 0 }))
  await cluster.create(pod({ name: 'a' }), claim())
  await t.rejects(cluster.create(pod({ name: 'b' })), refused(403, /quota limits: pods: 1 used and 1 more wanted, 1 allowed/))
  await t.rejects(cluster.create(claim('more', { resources: { requests: { storage: '2Gi' } } })), refused(403, /requests\.storage/))
  await t.rejects(cluster.create(sent({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace }, spec: { type: 'NodePort', ports: [{ port: 80 }] } })), refused(403, /nodeports/))
  await cluster.rest()
  await t.rejects(cluster.change('PersistentVolumeClaim', 'data', withSpec({ resources: { requests: { storage: '3Gi' } } })), refused(403, /requests\.storage/))
  t.match(await cluster.change('PersistentVolumeClaim', 'data', withSpec({ resources: { requests: { storage: '2Gi' } } })), { kind: 'PersistentVolumeClaim' })
})

t.test('a pod that has ended uses no quota', async (t) => {
  const cluster = testCluster()
  await cluster.create(quota({ pods: 1 }), pod({ name: 'a', pod: { restartPolicy: 'Never' } }))
  await cluster.rest()
  await cluster.create(pod({ name: 'b' }))
  await cluster.rest()
  t.match(statusOf(await cluster.get('ResourceQuota', 'limits')), { used: { pods: '1' } })
})

t.test('where a quota limits cpu, a pod must say its own, or a LimitRange says it', async (t) => {
  const cluster = testCluster()
  await cluster.create(quota({ 'requests.cpu': 1, 'limits.memory': '1Gi' }))
  await t.rejects(cluster.create(pod()), refused(403, /requests\.cpu/))
  await cluster.create(range, pod())
  t.match(specOf(await cluster.get('Pod', 'bare')), { containers: [{ resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '512Mi' } } }] })
})

t.test('a workload that meets a quota makes its pods when there is room', async (t) => {
  const cluster = testCluster()
  await cluster.create(quota({ pods: 1 }), statefulSet({ spec: { replicas: 2 } }))
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { replicas: 1, readyReplicas: 1 })
  await cluster.change('ResourceQuota', 'limits', withSpec({ hard: { pods: '2' } }))
  await cluster.advance(1_000_000)
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 2 })
})
