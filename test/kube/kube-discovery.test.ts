import type { ServerResponse } from 'node:http'
import t from 'tap'
import { kubeDiscovery } from '../../src/kube/kube-discovery.ts'
import { fakeServer, json, refusal } from './fake-server.ts'
import type { Got } from './fake-server.ts'

const answers: Readonly<Record<string, object>> = {
  '/api': { versions: ['v1'] },
  '/apis': { groups: [
    { name: 'apps', versions: [{ groupVersion: 'apps/v1' }] },
    { name: 'example.com', versions: [{ groupVersion: 'example.com/v1' }, { groupVersion: 'example.com/v2' }] },
    { name: 'metrics.k8s.io', versions: [{ groupVersion: 'metrics.k8s.io/v1beta1' }] },
  ] },
  '/api/v1': { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }, { name: 'namespaces', kind: 'Namespace', namespaced: false }, { name: 'namespaces/status', kind: 'Namespace' }] },
  '/apis/apps/v1': { resources: [{ name: 'statefulsets', kind: 'StatefulSet', namespaced: true }, { name: 'statefulsets/status', kind: 'StatefulSet' }] },
  '/apis/example.com/v1': { resources: [{ name: 'things', kind: 'Thing', namespaced: true }] },
  '/apis/example.com/v2': { resources: [{ name: 'things', kind: 'Thing', namespaced: true }, { name: 'things/status', kind: 'Thing' }] },
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': { items: [{ metadata: { name: 'things.example.com' } }] },
}
const serving = (known: Readonly<Record<string, object>>) => ({ path }: Got, answer: ServerResponse): void => {
  const body = known[path]
  if (body === undefined) json(answer, 503, refusal(503, 'ServiceUnavailable', 'down'))
  else json(answer, 200, body)
}

t.test('kinds are what the server says, version by version; a broken extension hides nothing', async (t) => {
  const { client, got } = await fakeServer(t, serving(answers))
  const discovery = await kubeDiscovery(client)
  t.match(discovery.kind('v1', 'ConfigMap'), { plural: 'configmaps', scope: 'Namespaced', isCustom: false, hasStatus: false, isCounted: false })
  t.match(discovery.resource('v1', 'namespaces'), { kind: 'Namespace', scope: 'Cluster', hasStatus: true })
  t.match(discovery.kind('apps/v1', 'StatefulSet'), { isCustom: false, hasStatus: true, isCounted: true })
  t.match(discovery.kind('example.com/v1', 'Thing'), { isCustom: true, hasStatus: false })
  t.match(discovery.resource('example.com/v2', 'things'), { isCustom: true, hasStatus: true, isCounted: true })
  t.match(got.find(({ path }) => path.includes('customresource')), { headers: { accept: /^application\/json;as=PartialObjectMetadataList;/ } })
})

t.test('kinds that this server does not have are unknown, built-in ones too', async (t) => {
  const { client } = await fakeServer(t, serving(answers))
  const discovery = await kubeDiscovery(client)
  t.strictSame([discovery.kind('apps/v1', 'Deployment'), discovery.resource('example.com/v3', 'things')], [undefined, undefined])
})

t.test('who may not read definitions still tells custom resources by their group', async (t) => {
  const { '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': _, ...rest } = answers
  const { client } = await fakeServer(t, serving(rest))
  const discovery = await kubeDiscovery(client)
  t.strictSame([discovery.kind('example.com/v1', 'Thing')?.isCustom, discovery.kind('apps/v1', 'StatefulSet')?.isCustom], [true, false])
})

t.test('a kind that was defined later is there after a refresh', async (t) => {
  const known = { ...answers, '/apis/example.com/v1': { resources: Array.of<object>() } }
  const { client } = await fakeServer(t, serving(known))
  const discovery = await kubeDiscovery(client)
  t.equal(discovery.kind('example.com/v1', 'Thing'), undefined)
  known['/apis/example.com/v1'].resources.push({ name: 'things', kind: 'Thing', namespaced: true })
  await discovery.refresh()
  t.match(discovery.kind('example.com/v1', 'Thing'), { plural: 'things' })
})

t.test('a server that does not answer at all is an error', async (t) => {
  const { client } = await fakeServer(t, serving({}))
  await t.rejects(kubeDiscovery(client), { code: 'KH_API_UNAVAILABLE', message: /down/ })
})
