import t from 'tap'
import type { Fault } from '../../../src/cluster/fault.ts'
import { environment as controller } from '../../../hooks/environment/environment/controller.ts'
import { environmentFrom, parent } from './fixtures/rendered.ts'
import { withPods } from '../../../hooks/environment/environment/pod-trouble.ts'
import { web } from '../../../hooks/environment/environment/web.ts'
import { failed, ready, waiting } from '../../../hooks/environment/environment/stage.ts'
import type { ObservedPod } from '../../../hooks/environment/environment/environment.ts'
import { invoke } from '../../../src/guard/invoke.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { begin, grown, name } from './fixtures/life.ts'

const reading = { ENVIRONMENT_READS_PODS: 'true' }
const webPods = { labelSelector: { matchLabels: { app: 'web' } } }

const readiness = (status: JsonObject, metadata: JsonObject = {}) => {
  const environment = { ...environmentFrom() }
  const labels = { ...environmentLabelsOf(environment), app: 'web' }
  const pod: ObservedPod = trusted({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1', namespace: name, labels, ...metadata }, status })
  return withPods({ ...environment, pods: [pod] }, web.children(environment), waiting('NotAvailable', 'no pod'))
}
const environmentLabelsOf = ({ name: of }: { readonly name: string }): JsonObject =>
  ({ 'app.kubernetes.io/managed-by': 'kaspr-hooks', 'app.kubernetes.io/part-of': of, 'catalyst.dev/team': 'acme', 'catalyst.dev/project': 'shop' })
const container = (state: JsonObject, more: JsonObject = {}): JsonObject =>
  ({ containerStatuses: [{ name: 'web', image: 'node:22-slim', ready: false, restartCount: 0, state, ...more }] })

t.test('pods are asked for only where the setting says so', async (t) => {
  const asked = (settings: Readonly<Record<string, string>>) => invoke(controller, 'customize', { request: { controller: {}, parent: parent() }, context: { now: '2026-06-01T12:00:00Z', settings } }).body
  t.notMatch(JSON.stringify(asked({})), '"pods"')
  t.match(asked(reading)['relatedResources'], [{}, {}, {}, { apiVersion: 'v1', resource: 'pods', namespace: name, labelSelector: { matchLabels: { 'app.kubernetes.io/part-of': name } } }])
})

t.test('a message names the container and the reason', async (t) => {
  const cases: readonly (readonly [JsonObject, string, string])[] = [
    [container({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } }), 'ImagePullBackOff', 'container web of pod web-1: image node:22-slim cannot be pulled'],
    [container({ waiting: { reason: 'ErrImagePull', message: 'not found' } }), 'ImagePullBackOff', 'container web of pod web-1: image node:22-slim cannot be pulled'],
    [container({ terminated: { exitCode: 137, reason: 'OOMKilled' } }), 'OOMKilled', 'container web of pod web-1 ended with exit code 137: it needs more memory than its limit'],
    [container({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } }, { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } }, restartCount: 3 }), 'OOMKilled', 'container web of pod web-1 ended with exit code 137: it needs more memory than its limit'],
    [container({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } }, { lastState: { terminated: { exitCode: 2, reason: 'Error' } }, restartCount: 3 }), 'CrashLoopBackOff', 'container web of pod web-1 ended with exit code 2'],
    [container({ running: {} }, { lastState: { terminated: { exitCode: 2, reason: 'Error' } }, restartCount: 4 }), 'CrashLoopBackOff', 'container web of pod web-1 ended with exit code 2'],
    [container({ waiting: { reason: 'CrashLoopBackOff' } }, { lastState: { terminated: { exitCode: 0, reason: 'Completed' } }, restartCount: 1 }), 'CrashLoopBackOff', 'container web of pod web-1 ended with exit code 0'],
    [container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } }), 'CreateContainerConfigError', 'container web of pod web-1: secret "x" not found'],
    [{ initContainerStatuses: [{ name: 'npm-install', image: 'node', ready: false, restartCount: 0, state: { terminated: { exitCode: 1, reason: 'Error' } } }], ...container({ waiting: { reason: 'PodInitializing' } }) }, 'Error', 'init container npm-install of pod web-1 ended with exit code 1'],
    [{ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' }] }, 'Unschedulable', 'pod web-1 has no node: 0/3 nodes are available'],
    [{ phase: 'Failed', reason: 'Evicted', message: 'the node was low on memory' }, 'Evicted', 'pod web-1 failed: the node was low on memory'],
  ]
  for (const [status, reason, message] of cases) t.strictSame(readiness(status), { state: 'Waiting', reason, message }, reason)
})

t.test('what is on its way is no trouble', async (t) => {
  const own = waiting('NotAvailable', 'no pod')
  t.strictSame(readiness({}), own)
  t.strictSame(readiness(container({ waiting: { reason: 'ContainerCreating' } })), own)
  t.strictSame(readiness({ initContainerStatuses: [{ name: 'npm-install', image: 'node', ready: true, restartCount: 0, state: { terminated: { exitCode: 0 } } }], ...container({ waiting: { reason: 'PodInitializing' } }) }), own)
  t.strictSame(readiness(container({ terminated: { exitCode: 1 } }), { deletionTimestamp: '2026-06-01T12:00:00Z' }), own, 'a pod that is deleted')
  t.strictSame(readiness(container({ terminated: { exitCode: 1 } }), { labels: { app: 'web' } }), own, 'a pod of somebody else')
})

t.test('a failure keeps its reason and adds what the pod says; what is ready needs nothing', async (t) => {
  const environment = environmentFrom()
  const pods: readonly ObservedPod[] = [trusted({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1', labels: { ...environmentLabelsOf(environment), app: 'web' } }, status: container({ terminated: { exitCode: 3, reason: 'Error' } }) })]
  const children = web.children(environment)
  t.strictSame(withPods({ ...environment, pods }, children, failed('MigrationFailed', 'job failed')), failed('MigrationFailed', 'job failed; container web of pod web-1 ended with exit code 3'))
  t.strictSame(withPods({ ...environment, pods }, children, ready), ready)
})

t.test('in a cluster: an image that cannot be pulled, an init container that fails, a crash', async (t) => {
  const faults: readonly (readonly [Fault, { readonly reason: string; readonly message: RegExp }])[] = [
    [{ type: 'ImagePullError', pods: webPods, container: 'web' }, { reason: 'ImagePullBackOff', message: /^container web of pod web-\S+: image node:22-slim cannot be pulled$/ }],
    [{ type: 'InitContainerFailure', pods: webPods, container: 'npm-install', exitCode: 7, times: 'always' }, { reason: 'CrashLoopBackOff', message: /^init container npm-install of pod web-\S+ ended with exit code 7$/ }],
    [{ type: 'PodCrash', pods: { labelSelector: { matchLabels: { app: 'postgres' } } }, exitCode: 9, times: 'always' }, { reason: 'CrashLoopBackOff', message: /^container postgres of pod postgres-0 ended with exit code 9$/ }],
  ]
  for (const [fault, expected] of faults) {
    const life = await begin({ settings: reading })
    life.world.cluster.faults.inject(fault)
    await life.world.advance(120_000)
    t.match(await life.condition('Ready'), { status: 'False', ...expected }, fault.type)
  }
})

t.test('without the setting the Deployment\'s own condition has to do', async (t) => {
  const life = await begin({ spec: { progressDeadlineSeconds: 600 } })
  life.world.cluster.faults.inject({ type: 'ImagePullError', pods: webPods, container: 'web' })
  await life.world.advance(120_000)
  t.match(await life.condition('Ready'), { status: 'False', reason: 'NotAvailable', message: 'deployment web has no ready pod of its newest template' })
})

t.test('tries do not write the status again and again', async (t) => {
  const life = await grown({ settings: reading })
  life.world.cluster.faults.inject({ type: 'PodCrash', pods: webPods, exitCode: 9, times: 'always' })
  await life.world.advance(60_000)
  const before = JSON.stringify(await life.status())
  t.match(before, /CrashLoopBackOff/)
  await life.world.advance(800_000)
  t.equal(JSON.stringify(await life.status()), before)
})
