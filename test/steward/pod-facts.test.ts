import t from 'tap'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { claimFacts, dataClaimFacts } from '../../steward/claim-facts.ts'
import { podFacts } from '../../steward/pod-facts.ts'

interface Given { readonly metadata?: JsonObject; readonly spec?: JsonObject; readonly status?: JsonObject }

const pod = ({ metadata = {}, spec = {}, status = {} }: Given = {}): StoredObject => trusted<StoredObject>({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: 'shop-app-11', namespace: 'shop', uid: 'u11', creationTimestamp: '2026-01-01T00:00:00Z', labels: { app: 'shop' }, ...metadata },
  spec: { containers: [{ name: 'kaspr', env: [{ name: 'PACKAGES_HASH', value: 'ofkaspr' }] }], initContainers: [{ name: 'install-packages', env: [{ name: 'PACKAGES_HASH', value: 'ofinit' }] }], ...spec },
  status,
})

const install = (state: JsonObject, more: JsonObject = {}): Given => ({ status: { initContainerStatuses: [{ name: 'install-packages', state, ...more }] } })

t.test('a pod that runs', async (t) => {
  const facts = podFacts(pod({ status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'kaspr', state: { running: {} } }] } }))
  t.strictSame(facts, {
    member: { id: 11, pod: 'shop-app-11', podUID: 'u11', ready: true, podCreationTime: '2026-01-01T00:00:00Z', phase: 'Running' },
    labels: { app: 'shop' }, isDeleting: false, runs: true,
  })
})

t.test('a pod of which nothing is known yet', async (t) => {
  t.match(podFacts(trusted<StoredObject>({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a-0' } })), { member: { id: 0, ready: false }, runs: false })
})

for (const name of ['shop-app', 'shop-app-', 'shop-app-x1', 'shop-app-01', 'shop-app-1x', '-', '5']) {
  t.test(`${name} is no name of a member`, async (t) => { t.equal(podFacts(pod({ metadata: { name } })), undefined) })
}

t.test('another container that runs is not container kaspr', async (t) => {
  t.notOk(podFacts(pod({ status: { containerStatuses: [{ name: 'sidecar', state: { running: {} } }, { name: 'kaspr', state: { waiting: {} } }] } }))?.runs)
})

t.test('why a member does not run: what holds it up counts', async (t) => {
  const waiting = (status: JsonObject): unknown => podFacts(pod({ status }))?.member.waiting
  const kaspr = (reason: string, message?: string): JsonObject => ({ name: 'kaspr', state: { waiting: { reason, ...(message === undefined ? {} : { message }) } } })
  t.strictSame(waiting({ containerStatuses: [kaspr('CrashLoopBackOff', 'back-off')] }), { reason: 'CrashLoopBackOff', message: 'back-off' })
  t.strictSame(waiting({ initContainerStatuses: [{ name: 'install-packages', state: { waiting: { reason: 'ErrImagePull' } } }], containerStatuses: [kaspr('PodInitializing')] }), { reason: 'ErrImagePull' })
  t.strictSame(waiting({ containerStatuses: [kaspr('PodInitializing')] }), { reason: 'PodInitializing' })
  t.strictSame(waiting({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' }] }), { reason: 'Unschedulable', message: 'no node' })
  t.equal(waiting({ containerStatuses: [{ name: 'sidecar', state: { waiting: { reason: 'CrashLoopBackOff' } } }] }), undefined)
})

t.test('how packages are installed, with the hash that the pod runs with', async (t) => {
  const told = (given: Given): unknown => podFacts(pod(given))?.member.install
  t.equal(told({}), undefined)
  t.strictSame(told(install({ running: {} })), { state: 'Running', hash: 'ofinit' })
  t.strictSame(told(install({ terminated: { exitCode: 0, reason: 'Completed', message: '{"packages":[]}' } })), { state: 'Terminated', reason: 'Completed', message: '{"packages":[]}', exitCode: 0, hash: 'ofinit' })
  t.strictSame(told(install({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }, { lastState: { terminated: { exitCode: 1, message: 'no such package' } } })),
    { state: 'Waiting', reason: 'CrashLoopBackOff', message: 'no such package', hash: 'ofinit' })
  t.strictSame(told(install({ waiting: { reason: 'ErrImagePull', message: 'no image' } })), { state: 'Waiting', reason: 'ErrImagePull', message: 'no image', hash: 'ofinit' })
})

t.test('where the init container has no hash, that of container kaspr counts', async (t) => {
  t.match(podFacts(pod({ ...install({ running: {} }), spec: { initContainers: [{ name: 'install-packages' }] } })), { member: { install: { hash: 'ofkaspr' } } })
})

t.test('a claim: what it asks for and what it has', async (t) => {
  const claim = (more: JsonObject): StoredObject => trusted<StoredObject>({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-a-0', uid: 'c-1' }, ...more })
  const bound = { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } }, status: { phase: 'Bound', capacity: { storage: '2Gi' } } }
  const facts = claimFacts(claim(bound))
  t.strictSame(facts, { name: 'data-a-0', uid: 'c-1', requested: '1Gi', capacity: '2Gi', phase: 'Bound', storageClass: 'fast', accessModes: ['ReadWriteOnce'] })
  t.strictSame(dataClaimFacts(facts), { name: 'data-a-0', requested: '1Gi', capacity: '2Gi', phase: 'Bound' })
  t.strictSame(claimFacts(claim({})), { name: 'data-a-0', uid: 'c-1', requested: '0' })
})

t.test('a claim belongs to its controller, or else to its first owner', async (t) => {
  const ownerOf = (...ownerReferences: readonly JsonObject[]): string | undefined =>
    claimFacts(trusted<StoredObject>({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'a', ownerReferences } })).ownerUID
  t.equal(ownerOf(), undefined)
  t.equal(ownerOf({ uid: 'first' }, { uid: 'second' }), 'first')
  t.equal(ownerOf({ uid: 'first' }, { uid: 'second', controller: true }), 'second')
})
