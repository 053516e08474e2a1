import t from 'tap'
import { programSettingProblems } from '../../../../hooks/program/hookprogram/settings.ts'
import { hookProgram } from '../../../../hooks/program/hookprogram/controller.ts'
import { discoveryOf, served } from '../../../../src/engine/discovery.ts'
import { readRegistration } from '../../../../src/engine/registration-object.ts'
import { clusterKind, kind } from '../../../../src/kit/kind.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { begin, registrationOf, settle } from '../fixtures/life.ts'
import { codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'

const one = codeOf('one')
const registered = (spec: JsonObject = {}, settings = {}): ReturnType<typeof registrationOf> =>
  registrationOf(settle(begin({ activeRevision: nameOf(one), ...spec }, [definition(), revision(one)], settings)))

const hook = (path: string): object => ({
  version: 'v2',
  webhook: { service: { name: 'kaspr-hooks', namespace: 'kaspr-hooks', port: 8080, protocol: 'http' }, path, timeout: '10s', responseUnMarshallMode: 'strict' },
})

t.test('a program is registered under its own name, for its own parents and children', async (t) => {
  const object = registered({ children: [{ apiVersion: 'v1', resource: 'configmaps' }, { apiVersion: 'batch/v1', resource: 'jobs', updateMethod: 'Recreate' }], resyncPeriodSeconds: 60 })
  t.match(object, { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: 'studio-greet', labels: { 'studio.kaspr.io/program': 'greet' } } })
  t.strictSame(object?.['spec'], {
    childResources: [{ apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } }, { apiVersion: 'batch/v1', resource: 'jobs', updateStrategy: { method: 'Recreate' } }],
    generateSelector: true,
    hooks: { customize: hook('/hooks/programs/greet/customize?related=4f53cda18c2baa0c'), sync: hook('/hooks/programs/greet/sync') },
    parentResource: { apiVersion: 'example.com/v1', resource: 'myresources' },
    resyncPeriodSeconds: 60,
  })
})

t.test('there is a finalize hook where the program has one', async (t) => {
  t.match(registered({ finalize: true }), { spec: { hooks: { finalize: hook('/hooks/programs/greet/finalize') } } })
})

t.test('rules for related objects stand in an annotation, and their digest in the path', async (t) => {
  const related = [{ apiVersion: 'v1', resource: 'secrets', names: ['${spec.secret}'] }]
  const object = registered({ related })
  t.strictSame(JSON.parse(object?.metadata.annotations?.['studio.kaspr.io/related'] ?? ''), related)
  t.notMatch(JSON.stringify(object?.['spec']), 'related=4f53cda18c2baa0c')
})

t.test('the address of the service is a setting', async (t) => {
  const url = registered({}, { STUDIO_HOOKS_URL: 'http://127.0.0.1:8080/' })
  t.match(url, { spec: { hooks: { sync: { webhook: { url: 'http://127.0.0.1:8080/hooks/programs/greet/sync' } } } } })
  t.notMatch(JSON.stringify(url?.['spec']), '"service"')
  for (const bad of ['ftp://x', 'nothing', 'http://x/?a=b', 'http://me@x/', 'http://x/#a']) t.strictSame(programSettingProblems({ STUDIO_HOOKS_URL: bad }).map(({ path }) => path), ['STUDIO_HOOKS_URL'], bad)
  t.strictSame(hookProgram.settingProblems({ STUDIO_HOOKS_URL: 'https://hooks.example.com/base' }), [])
  t.strictSame(programSettingProblems({}), [])
})

t.test('token and certificates go with every call, and a mark in the path changes with them', async (t) => {
  const secretRef = { name: 'hooks', namespace: 'kaspr-hooks', key: 'token' }
  const webhook = { authorization: { type: 'Bearer', secretRef }, caBundle: { secretRef }, clientTLS: { secretRef: { name: 'client', namespace: 'kaspr-hooks' } } }
  const object = registered({ finalize: true }, { STUDIO_HOOKS_URL: 'https://hooks', STUDIO_HOOKS_WEBHOOK: JSON.stringify(webhook), STUDIO_HOOKS_WIRE: 'a b' })
  for (const name of ['sync', 'finalize', 'customize']) t.match(object, { spec: { hooks: { [name]: { webhook } } } }, name)
  t.match(object, { spec: { hooks: { sync: { webhook: { url: 'https://hooks/hooks/programs/greet/sync?wire=a%20b' } }, customize: { webhook: { url: /customize\?related=[0-9a-f]{16}&wire=a%20b$/ } } } } })
})

t.test('token and certificates that Metacontroller would refuse stop the service at start', async (t) => {
  for (const bad of ['{', '[]', '7', '{"token":"x"}', '{"authorization":{"type":"Bearer"}}', '{"caBundle":{"secretRef":{"name":"","namespace":"n"}}}', '{"clientTLS":{"secretRef":{"name":"a","namespace":"n","more":1}}}']) {
    t.strictSame(programSettingProblems({ STUDIO_HOOKS_WEBHOOK: bad }).map(({ path }) => path), ['STUDIO_HOOKS_WEBHOOK'], bad)
    t.notMatch(JSON.stringify(registered({}, { STUDIO_HOOKS_WEBHOOK: bad })), 'token"')
  }
  t.strictSame(programSettingProblems({ STUDIO_HOOKS_WEBHOOK: '' }), [])
})

t.test('Metacontroller can read it', async (t) => {
  const discovery = discoveryOf([served(kind('example.com/v1', 'MyResource', 'myresources')), served(clusterKind('v1', 'ConfigMap', 'configmaps'))])
  const { hooks, generateSelector, name } = { generateSelector: false, ...readRegistration(registered({ finalize: true }) ?? {}, discovery) }
  t.strictSame([name, generateSelector, Object.keys(hooks).toSorted()], ['studio-greet', true, ['customize', 'finalize', 'sync']])
})
