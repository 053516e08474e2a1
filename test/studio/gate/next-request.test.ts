import t from 'tap'
import { objectOf } from '../../../src/cluster/json-fields.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { nextCall, remadeChildren } from '../../../studio/gate/next-request.ts'
import type { RunCall } from '../../../studio/replay/program-run.ts'
import { callOf, letter, now } from './letters.ts'

const first: RunCall = { hook: 'sync', request: callOf(letter('a')).request, now }
const at = (of: JsonObject, ...path: readonly string[]): JsonObject => path.reduce((value, key) => objectOf(value[key]), of)
const answered = (...children: readonly JsonObject[]): JsonObject => ({ status: { state: 'Ready' }, children })
const config = (data: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data })
const workload = (replicas: number): JsonObject => ({
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a' },
  spec: { replicas, serviceName: 'a', selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } } },
})
const service = (port: number): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port }] } })
const setOf = ({ request }: RunCall): JsonObject => at(request, 'children', 'StatefulSet.apps/v1', 'demo/a')

t.test('children are there as the API server stores them, and workloads are ready', async (t) => {
  const next = nextCall(first, answered(workload(3), config({ k: 'v' })))
  t.match(setOf(next), { metadata: { namespace: 'demo', labels: { 'controller-uid': 'uid-a' }, ownerReferences: [{ uid: 'uid-a' }] }, spec: { podManagementPolicy: 'OrderedReady' }, status: { readyReplicas: 3 } })
  t.match(at(next.request, 'children', 'ConfigMap.v1', 'demo/a'), { data: { k: 'v' } })
  t.match(next.request['parent'], { status: { state: 'Ready', observedGeneration: 1 } })
})

t.test('what the answer does not want is gone, and its group stays', async (t) => {
  const next = nextCall(nextCall(first, answered(config({ k: 'v' }))), answered())
  t.same(at(next.request, 'children', 'ConfigMap.v1'), {})
})

t.test('an answer that changes nothing leaves the very same objects', async (t) => {
  const next = nextCall(first, answered(workload(3), config({ k: 'v' })))
  t.same(nextCall(next, answered(workload(3), config({ k: 'v' }))).request['children'], next.request['children'])
})

t.test('changes are merged with what others wrote', async (t) => {
  const next = nextCall(first, answered(config({ k: 'v', l: 'm' })))
  const object = at(next.request, 'children', 'ConfigMap.v1', 'demo/a')
  const touched = { ...next, request: { ...next.request, children: { 'ConfigMap.v1': { 'demo/a': { ...object, data: { k: 'v', l: 'm', own: 'x' } } } } } }
  t.same(at(nextCall(touched, answered(config({ k: 'w' }))).request, 'children', 'ConfigMap.v1', 'demo/a', 'data'), { k: 'w', own: 'x' })
})

t.test('a scaled workload is ready again', async (t) => {
  const next = nextCall(nextCall(first, answered(workload(3))), answered(workload(5)))
  t.match(setOf(next), { spec: { replicas: 5 }, metadata: { generation: 2 }, status: { readyReplicas: 5, observedGeneration: 2 } })
})

t.test('the update methods of the registration count', async (t) => {
  const next = nextCall(first, answered(service(80)))
  t.match(remadeChildren(next, answered(service(81))), [{ kind: 'Service', metadata: { name: 'a' } }])
  t.same(remadeChildren(next, answered(service(80))), [])
  t.match(nextCall(next, answered(service(81))).request, { children: { 'Service.v1': { 'demo/a': { spec: { ports: [{ port: 81 }] } } } } })
  const left = { ...workload(1), kind: 'Deployment' }
  const after = nextCall(nextCall(first, answered(left)), answered({ ...workload(2), kind: 'Deployment' }))
  t.equal(at(after.request, 'children', 'Deployment.apps/v1', 'demo/a', 'spec')['replicas'], 1)
})
