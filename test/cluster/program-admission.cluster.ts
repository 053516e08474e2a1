import { fileURLToPath } from 'node:url'
import t from 'tap'
import { admission } from '../../hooks/program/admission.ts'
import { openApi } from '../../scripts/cluster/api.ts'
import type { Call, Reply } from '../../scripts/cluster/api.ts'
import { clusterKind } from '../../src/kit/kind.ts'
import { kindPath, objectPath } from '../../src/kube/address.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { codeOf, kinds, nameOf, program, revision } from '../hooks/program/fixtures/manifests.ts'
import { theLayout } from './harness/control-plane.ts'
import { documentsOf, installOwn } from './harness/definitions.ts'
import { eventually } from './harness/eventually.ts'

// Pointers of programs, authors of revisions and what is made from programs are guarded by the API server itself.

const layout = theLayout()
const api = openApi(layout.kubeconfig)
t.teardown(() => { api.close() })

const of = (kind: string, plural: string): ReturnType<typeof clusterKind> => clusterKind('studio.kaspr.io/v1alpha1', kind, plural)
const [Program, Revision, Bundle] = [of('HookProgram', 'hookprograms'), of('HookRevision', 'hookrevisions'), of('HookBundle', 'hookbundles')]
const [one, two] = [codeOf('one'), codeOf('two')]

/** Everybody has all of Kubernetes' own verbs on our kinds; the Studio's verbs are what differs. */
const people: Readonly<Record<string, readonly string[]>> = { reader: [], editor: ['edit'], publisher: ['publish'], admin: ['admin'], owner: ['admin', 'publish'] }

const rbac = 'rbac.authorization.k8s.io'
const post = (path: string, body: object): Promise<unknown> => api.expect({ method: 'POST', path, body })
const grant = async (user: string, verbs: readonly string[]): Promise<void> => {
  const metadata = { name: `test-${user}` }
  const rules = [{ apiGroups: ['studio.kaspr.io'], resources: ['hookprograms', 'hookrevisions', 'hookbundles'], verbs: ['get', 'create', 'update', 'patch', 'delete'] }]
  const own = verbs.length === 0 ? [] : [{ apiGroups: ['studio.kaspr.io'], resources: ['hookprograms'], resourceNames: [program], verbs }]
  await post(`/apis/${rbac}/v1/clusterroles`, { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata, rules: [...rules, ...own] })
  await post(`/apis/${rbac}/v1/clusterrolebindings`, { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: metadata.name }, subjects: [{ kind: 'User', apiGroup: rbac, name: user }] })
}

const tried = async (call: Call): Promise<string> => {
  const { status, body }: Reply = await api.call(call)
  return status < 300 ? 'done' : `${status} ${isObject(body) ? String(body['message']) : ''}`
}
const makes = (as: string, spec: JsonObject): Promise<string> =>
  tried({ as, method: 'POST', path: `${kindPath(Program)}?dryRun=All`, body: { apiVersion: Program.apiVersion, kind: Program.kind, metadata: { name: program }, spec: { ...kinds, ...spec } } })
const changes = (as: string, spec: object): Promise<string> =>
  tried({ as, method: 'PATCH', path: `${objectPath(Program, { name: program })}?dryRun=All`, body: { spec }, contentType: 'application/merge-patch+json' })
const deletes = (as: string, propagationPolicy: string): Promise<string> =>
  tried({ as, method: 'DELETE', path: objectPath(Program, { name: program }), body: { propagationPolicy, dryRun: ['All'] } })

const needsPublish = /publish on this program/
const needsAdmin = /needs the verb admin on it/

t.before(async () => {
  await installOwn(layout)
  for (const [user, verbs] of Object.entries(people)) await grant(user, verbs)
  await post(kindPath(Program), { apiVersion: Program.apiVersion, kind: Program.kind, metadata: { name: program }, spec: { ...kinds, activeRevision: nameOf(one) } })
  const policies = documentsOf(fileURLToPath(new URL('../../metacontroller/admission-hookprogram.yaml', import.meta.url)))
  for (const policy of policies) await post(`/apis/admissionregistration.k8s.io/v1/${policy.kind.replace('Policy', 'Policie').toLowerCase().replace('policiebinding', 'policybinding')}s`, policy)
  await eventually('policies are kept', async () => {
    const seen = await changes('reader', { activeRevision: nameOf(two) })
    return { done: needsPublish.test(seen), seen }
  })
})

t.test('the API server finds no mistake in any expression', async (t) => {
  for (const policy of admission.filter((object) => 'kind' in object && object.kind === 'ValidatingAdmissionPolicy')) {
    const { metadata }: { metadata: { name: string } } = JSON.parse(JSON.stringify(policy))
    const stored = await api.expect({ method: 'GET', path: `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/${metadata.name}` })
    const status = isObject(stored) ? stored['status'] : undefined
    t.notMatch(JSON.stringify(status ?? {}), /expressionWarnings/, `${metadata.name}: ${JSON.stringify(status)}`)
  }
})

t.test('the pointer needs publish, everything else admin', async (t) => {
  const pointer = { activeRevision: nameOf(two) }
  for (const user of ['reader', 'editor', 'admin']) t.match(await changes(user, pointer), needsPublish, user)
  for (const user of ['publisher', 'owner']) t.equal(await changes(user, pointer), 'done', user)
  t.match(await changes('admin', { canary: { revision: nameOf(two), percent: 1 } }), needsPublish)
  for (const spec of [{ limits: { timeoutMs: 100 } }, { policy: { approvals: 1 } }, { children: [] }, { related: [] }, { finalize: true }, { historyLimit: 3 }]) {
    t.match(await changes('publisher', spec), needsAdmin, JSON.stringify(spec))
    t.equal(await changes('admin', spec), 'done', JSON.stringify(spec))
  }
  t.match(await changes('publisher', { ...pointer, historyLimit: 3 }), needsAdmin)
  t.equal(await changes('owner', { ...pointer, historyLimit: 3 }), 'done')
  t.match(await changes('owner', { parent: { apiVersion: 'example.com/v1', resource: 'others' } }), /parents cannot be changed/)
})

t.test('a program is made and deleted with admin, and never deleted in the foreground', async (t) => {
  t.match(await deletes('publisher', 'Background'), needsAdmin)
  t.equal(await deletes('admin', 'Background'), 'done')
  t.match(await deletes('admin', 'Foreground'), /cannot be deleted in the foreground/)
  await api.expect({ method: 'DELETE', path: objectPath(Program, { name: program }) })
  t.match(await makes('publisher', {}), needsAdmin)
  t.equal(await makes('admin', {}), 'done')
  t.match(await makes('admin', { activeRevision: nameOf(one) }), needsPublish)
  t.equal(await makes('owner', { activeRevision: nameOf(one) }), 'done')
})

t.test('a revision is saved by its author, who may edit the program, and never changes', async (t) => {
  const { status: _, ...saved } = revision(one, { author: 'editor' })
  const path = kindPath(Revision)
  t.match(await tried({ as: 'reader', method: 'POST', path, body: { ...saved, spec: { ...Object(saved.spec), author: 'reader' } } }), /needs the verb edit/)
  t.match(await tried({ as: 'editor', method: 'POST', path, body: revision(one, { author: 'somebody' }) }), /must be who saves/)
  t.equal(await tried({ as: 'editor', method: 'POST', path, body: saved }), 'done')
  const patch = { method: 'PATCH', path: objectPath(Revision, { name: nameOf(one) }), body: { spec: { message: 'another' } }, contentType: 'application/merge-patch+json' } as const
  for (const as of ['editor', 'owner']) t.match(await tried({ ...patch, as }), /a revision never changes/)
})

t.test('nobody but Metacontroller and admins of all programs writes what is made from a program', async (t) => {
  const bundle = { apiVersion: Bundle.apiVersion, kind: Bundle.kind, metadata: { name: program }, spec: { program, parent: kinds['parent'], limits: { timeoutMs: 1, memoryMiB: 1, stackKiB: 1, inputKiB: 1, outputKiB: 1, children: 1 } } }
  const call = { method: 'POST', path: `${kindPath(Bundle)}?dryRun=All`, body: bundle } as const
  for (const as of ['editor', 'publisher', 'owner']) t.match(await tried({ ...call, as }), /only Metacontroller writes it/, as)
  t.equal(await tried(call), 'done', 'who may do everything may do that')
})
