import t from 'tap'
import { forbidden } from '../../../../hooks/program/hookprogram/forbidden.ts'
import type { Forbidden } from '../../../../hooks/program/hookprogram/forbidden.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { forbiddenRules } from '../../../../studio/runtime/policy/forbidden-rules.ts'

const container = { name: 'app', image: 'x' }
const harmless = { containers: [container] }
const spec = (pod: JsonObject): JsonObject => ({ template: { metadata: { labels: { privileged: 'true' } }, spec: { ...harmless, ...pod } } })

/** Everything that makes pods, and kinds nobody here has heard of. */
const workloads: Readonly<Record<string, (pod: JsonObject) => JsonObject>> = {
  Pod: (pod) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { ...harmless, ...pod } }),
  PodTemplate: (pod) => ({ apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'a' }, ...spec(pod) }),
  CronJob: (pod) => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'a' }, spec: { jobTemplate: { spec: spec(pod) } } }),
  Rollout: (pod) => ({ apiVersion: 'example.com/v1', kind: 'Rollout', metadata: { name: 'a' }, spec: { groups: [{ deep: spec(pod) }] } }),
  ...Object.fromEntries(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'ReplicationController'].map((kind) =>
    [kind, (pod: JsonObject): JsonObject => ({ apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, metadata: { name: 'a' }, spec: spec(pod) })])),
}

const subject = { serviceAccounts: ['default', 'worker'] }
const wishes: readonly (readonly [Forbidden, JsonObject])[] = [
  ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => [
    ['privileged', { [list]: [{ ...container, securityContext: { privileged: true } }] }] as const,
    ['addedCapabilities', { [list]: [container, { ...container, securityContext: { capabilities: { add: ['NET_ADMIN'] } } }] }] as const,
    ['privileged', { [list]: [{ ...container, securityContext: { windowsOptions: { hostProcess: true } } }] }] as const,
  ]),
  ['privileged', { securityContext: { windowsOptions: { hostProcess: true } } }],
  ['hostPath', { volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', hostPath: { path: '/' } }] }],
  ['hostNetwork', { hostNetwork: true }],
  ['hostPID', { hostPID: true }],
  ['hostIPC', { hostIPC: true }],
  ['serviceAccounts', { serviceAccountName: 'admin' }],
  ['serviceAccounts', { serviceAccount: 'admin' }],
  ['serviceAccounts', { serviceAccountName: 'worker', serviceAccount: 'admin' }],
]

for (const [name, workload] of Object.entries(workloads)) {
  t.test(`a ${name} gets none of what is forbidden`, async (t) => {
    for (const [rule, wish] of wishes) {
      t.ok(forbiddenRules[rule](workload(wish), subject), `${rule} ${JSON.stringify(wish)}`)
      const others = forbidden.filter((other) => other !== rule)
      t.same(others.filter((other) => forbiddenRules[other](workload(wish), subject) !== undefined), [], `only ${rule}`)
    }
  })

  t.test(`a ${name} without wishes is allowed`, async (t) => {
    const modest = { serviceAccountName: 'worker', hostNetwork: false, volumes: [{ name: 'a', emptyDir: {} }], securityContext: { runAsNonRoot: true }, containers: [{ ...container, securityContext: { privileged: false, capabilities: { add: [], drop: ['ALL'] } } }] }
    t.same(forbidden.filter((rule) => forbiddenRules[rule](workload(modest), subject) !== undefined), [])
  })
}

t.test('a pod that names no account runs as default, which must be listed too', async (t) => {
  const pod = workloads['Deployment']?.({}) ?? {}
  t.equal(forbiddenRules.serviceAccounts(pod, subject), undefined)
  t.match(forbiddenRules.serviceAccounts(pod, { serviceAccounts: ['worker'] }), /default/)
})

t.test('the token of an account is as good as the account', async (t) => {
  const token = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata: { name: 'a', annotations: { 'kubernetes.io/service-account.name': name } } })
  t.match(forbiddenRules.serviceAccounts(token('admin'), subject), /admin/)
  t.equal(forbiddenRules.serviceAccounts(token('worker'), subject), undefined)
})

t.test('volumes of a node have two names', async (t) => {
  const volume = (source: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'a' }, spec: source })
  t.ok(forbiddenRules.hostPath(volume({ hostPath: { path: '/' } }), subject))
  t.ok(forbiddenRules.hostPath(volume({ local: { path: '/' } }), subject))
  t.equal(forbiddenRules.hostPath(volume({ nfs: { path: '/' } }), subject), undefined)
})

t.test('whole groups of the API are out of reach, whatever their version', async (t) => {
  const groups = { rbac: 'rbac.authorization.k8s.io/v1', webhookConfigurations: 'admissionregistration.k8s.io/v1beta1', customResourceDefinitions: 'apiextensions.k8s.io/v1' } as const
  for (const [rule, apiVersion] of Object.entries(groups)) {
    const child = { apiVersion, kind: 'Any', metadata: { name: 'a' } }
    t.same(forbidden.filter((one) => forbiddenRules[one](child, subject) !== undefined), [rule])
  }
  t.ok(forbiddenRules.customResourceDefinitions({ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' }, subject))
})

t.test('keys of data are free', async (t) => {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { hostPath: '/', serviceAccountName: 'x' } }
  t.same(forbidden.filter((rule) => forbiddenRules[rule](config, subject) !== undefined), [])
})
