import type { Container, ResourceRequirements } from 'kubernetes-types/core/v1.js'
import t from 'tap'
import { compareQuantities, parseQuantity } from '../../../../src/kit/quantity.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { container, everyStack, containersOf, podsNamed, podsOf } from '../fixtures/pods.ts'
import type { Pods } from '../fixtures/pods.ts'
import { problemsOf, renderedOne, rendered } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'

// Admission of the tests' own: what LimitRange and ResourceQuota do with a pod.

type Amounts = Readonly<Record<string, string>>
const hardOf = (given: Given): Amounts => trusted<{ hard: Amounts }>(renderedOne('ResourceQuota', 'default-quota', given)['spec']).hard
const limitsOf = (given: Given) => trusted<{ limits: readonly [{ default: Amounts; defaultRequest: Amounts }] }>(renderedOne('LimitRange', 'defaults', given)['spec']).limits[0]

/** Requests that are absent follow from limits that are given, and only then from the LimitRange. */
const admitted = (given: Given, { resources = {} }: Container): Required<Pick<ResourceRequirements, 'limits' | 'requests'>> => {
  const { default: limits, defaultRequest } = limitsOf(given)
  return { limits: { ...limits, ...resources.limits }, requests: { ...defaultRequest, ...resources.limits, ...resources.requests } }
}

const amount = (text: string | undefined): bigint => parseQuantity(text ?? '0')?.nano ?? -1n
const most = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a > b ? a : b, 0n)
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)

/** Init containers run one after the other, the others side by side. */
const used = (given: Given, { spec }: Pods, [kind, resource]: readonly ['limits' | 'requests', string]): bigint => {
  const of = (containers: readonly Container[] = []): readonly bigint[] => containers.map((one) => amount(admitted(given, one)[kind][resource]))
  return most([sum(of(spec.containers)), ...of(spec.initContainers)])
}

const counted = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'] as const
const keyOf = (name: string): readonly ['limits' | 'requests', string] => name.startsWith('limits.') ? ['limits', name.slice(7)] : ['requests', name.slice(9)]

t.test('all pods of every stack fit into the default quota, also while they are rolled out', async (t) => {
  for (const [stack, given] of everyStack) {
    const hard = hardOf(given)
    for (const name of counted) t.ok(sum(podsOf(given).map((pods) => BigInt(pods.most) * used(given, pods, keyOf(name)))) <= amount(hard[name]), `${name} of ${stack}`)
    t.ok(sum(podsOf(given).map((pods) => BigInt(pods.most))) <= BigInt(hard['pods'] ?? '0'))
  }
})

t.test('every container has all four amounts, and no request above its limit', async (t) => {
  for (const [stack, given] of everyStack) {
    for (const one of podsOf(given).flatMap(containersOf)) {
      const { limits, requests } = admitted(given, one)
      for (const resource of ['cpu', 'memory']) t.ok([0, -1].includes(compareQuantities(requests[resource] ?? 'none', limits[resource] ?? 'none') ?? 2), `${resource} of ${one.name} of ${stack}`)
    }
  }
})

t.test('every container of a preset states its resources', async (t) => {
  for (const [stack, given] of everyStack.filter(([stack]) => stack.endsWith('as it is'))) {
    for (const { name, resources } of podsOf(given).flatMap(containersOf)) t.match(resources, { requests: { cpu: String, memory: String }, limits: { cpu: String, memory: String } }, `${name} of ${stack}`)
  }
})

t.test('a request above the default limit is its own limit', async (t) => {
  const resourcesOf = (resources: JsonObject) => container(podsNamed('Deployment/web', { spec: { config: { resources } } }), 'web').resources
  t.strictSame(resourcesOf({ requests: { cpu: '2', memory: '1Gi' } }), { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } })
  t.strictSame(resourcesOf({ requests: { cpu: '100m', memory: '1024Mi' } }), { requests: { cpu: '100m', memory: '1Gi' }, limits: { memory: '1Gi' } })
  t.strictSame(resourcesOf({ requests: { memory: '1Gi' }, limits: { memory: '2Gi' } }), { requests: { memory: '1Gi' }, limits: { memory: '2Gi' } })
  t.strictSame(resourcesOf({ requests: { cpu: '500m' } }), { requests: { cpu: '500m' } })
  t.match(problemsOf({ spec: { config: { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } } } }), /more than its limit/)
})

t.test('claims fit into the quota', async (t) => {
  for (const [stack, given] of everyStack) {
    const templates = rendered(given).flatMap(({ spec }) => trusted<{ volumeClaimTemplates?: readonly JsonObject[] }>(spec ?? {}).volumeClaimTemplates ?? [])
    const claims = [...rendered(given).filter(({ kind }) => kind === 'PersistentVolumeClaim'), ...templates]
    const sizes = claims.map((claim) => amount(trusted<{ spec: { resources: { requests: Amounts } } }>(claim).spec.resources.requests['storage']))
    t.ok(sum(sizes) <= amount(hardOf(given)['requests.storage']), `storage of ${stack}`)
    t.ok(BigInt(sizes.length) <= BigInt(hardOf(given)['persistentvolumeclaims'] ?? '0'))
  }
})

t.test('the quota is the default, under that of the Project, under that of the Environment', async (t) => {
  t.match(hardOf({}), { 'requests.cpu': '2', 'limits.cpu': '4', 'requests.memory': '4Gi', 'limits.memory': '8Gi', 'pods': '20', 'requests.storage': '20Gi', 'services.loadbalancers': '0', 'services.nodeports': '0' })
  const given = { spec: { quota: { 'pods': 5, 'requests.cpu': '1000m' } }, project: { resources: { defaultQuota: { 'pods': '7', 'limits.cpu': '8' } } } }
  t.match(hardOf(given), { 'pods': '5', 'requests.cpu': '1', 'limits.cpu': '8', 'requests.memory': '4Gi' })
})
