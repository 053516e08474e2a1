import t from 'tap'
import { checks } from '../../doctor/checks.ts'
import { doctor, findingsOf } from './fixtures/examined.ts'
import type { FakeCluster } from './fixtures/fake-api.ts'
import { app, healthy, without } from './fixtures/healthy.ts'

const well = await healthy()

/** What each check reads, and how the right to it is called; `limits` reads nothing. */
const rights: Readonly<Record<string, readonly [plural: string, right: string]>> = {
  metacontroller: ['customresourcedefinitions', 'get customresourcedefinitions.apiextensions.k8s.io'],
  'metacontroller-version': ['statefulsets', 'list statefulsets.apps --all-namespaces'],
  'metacontroller-flags': ['kasprapps', 'list kasprapps.kaspr.io --all-namespaces'],
  definitions: ['customresourcedefinitions', 'get customresourcedefinitions.apiextensions.k8s.io'],
  registrations: ['compositecontrollers', 'list compositecontrollers.metacontroller.k8s.io'],
  webhooks: ['endpointslices', 'list endpointslices.discovery.k8s.io --namespace kaspr-hooks'],
  hooks: ['decoratorcontrollers', 'list decoratorcontrollers.metacontroller.k8s.io'],
  events: ['events', 'list events --all-namespaces'],
  conditions: ['kaspragents', 'list kaspragents.kaspr.io --all-namespaces'],
  deletions: ['environments', 'list environments.env.kaspr.io'],
  steward: ['leases', 'get leases.coordination.k8s.io --namespace kaspr-hooks'],
  members: ['kasprmembersets', 'list kasprmembersets.kaspr.io --all-namespaces'],
  autoscalers: ['horizontalpodautoscalers', 'list horizontalpodautoscalers.autoscaling --all-namespaces'],
  'storage-classes': ['storageclasses', 'list storageclasses.storage.k8s.io'],
}

t.test('every check that reads has its case', async (t) => {
  t.strictSame(Object.keys(rights), checks.map(({ name }) => name).filter((name) => name !== 'limits'))
})

for (const [name, [plural, right]] of Object.entries(rights)) {
  t.test(`${name}: without the right it says which one is missing`, async (t) => {
    const found = await findingsOf(name, { ...well, forbidden: [plural] })
    t.match(found, [{ check: name, code: 'NotChecked', severity: 'warning', what: `not checked: the right to ${right} is missing`, mend: `kubectl auth can-i ${right}` }])
  })
  t.test(`${name}: a failing API server is told in its own words`, async (t) => {
    const found = await findingsOf(name, { ...well, failing: [plural] })
    t.match(found, [{ check: name, code: 'NotChecked', what: /KH_API_FAILED: .*: the server failed: etcdserver: leader changed$/ }])
  })
}

t.test('the proxy of the API server may be forbidden', async (t) => {
  const [, path = ''] = Object.keys(well.paths ?? {})
  const found = await findingsOf('hooks', { ...well, paths: { ...well.paths, [path]: { status: 403, body: { message: 'no' } } } })
  t.match(found, [{ code: 'NotChecked', mend: 'kubectl auth can-i get services --subresource proxy --namespace kaspr-hooks' }])
})

t.test('who may read nothing gets one finding a check, and exit code 1', async (t) => {
  const nothing: FakeCluster = { objects: [], forbidden: [...new Set(Object.values(rights).map(([plural]) => plural)), 'deployments', 'services'], paths: { '/version': { status: 200, body: {} } } }
  const { code, out, err, requests } = await doctor(nothing, '-o', 'json')
  t.match({ code, err }, { code: 1, err: '' })
  const found: readonly { readonly check: string; readonly code: string }[] = JSON.parse(out)
  t.strictSame([...new Set(found.map(({ check }) => check))], checks.map(({ name }) => name))
  t.notOk(found.some((finding) => finding.code === 'NotFound' || finding.code === 'NoneRegistered'), 'what could not be read is not said to be missing')
  t.strictSame(requests.filter((request) => !request.startsWith('GET ')), [])
})

t.test('an empty cluster: what matters is missing, nothing else is said', async (t) => {
  const { code, out } = await doctor({ objects: [], paths: { '/version': { status: 200, body: {} } } })
  t.equal(code, 1)
  t.match(out, /^error\n {2}metacontroller DefinitionMissing: /)
  t.match(out, /registrations NoneRegistered/)
  t.notMatch(out, /definitions Missing/)
})

t.test('only the first 500 of a kind are read, and it is told', async (t) => {
  const many = Array.from({ length: 501 }, (_, index) => app(`app-${index}`))
  const { code, out, requests } = await doctor({ ...without(well, 'KasprApp', 'orders'), objects: [...without(well, 'KasprApp', 'orders').objects, ...many] }, '-o', 'json')
  t.match({ code, found: JSON.parse(out).find((finding: { code: string }) => finding.code === 'CutShort') }, { code: 0, found: { check: 'limits', object: 'kasprapps.kaspr.io', severity: 'info' } })
  const lists = requests.filter((request) => request.includes('/kasprapps?'))
  t.strictSame(lists, ['GET /apis/kaspr.io/v1alpha1/kasprapps?limit=500'], 'read once')
})
