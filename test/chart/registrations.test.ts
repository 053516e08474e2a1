import t from 'tap'
import { controllers, families } from '../../hooks/index.ts'
import { release } from '../../src/cli/release.ts'
import { crd, crdName } from '../../src/generate/crd.ts'
import { rbac } from '../../src/generate/rbac.ts'
import { registration } from '../../src/generate/registration.ts'
import { configured } from '../../src/kit/configured.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { stewardRights } from '../../steward/rights.ts'
import { at, kindsOf, listAt, named, rendered } from './helm.ts'
import type { Rendered } from './helm.ts'
import { everything, only } from './values.ts'

// Definitions in the chart are those of the controllers; only addresses and the security of the wire are the chart's own.

const noSecurity = { auth: { mode: 'none' } }
const all = { families: everything.families }
const registrationsIn = (objects: readonly Rendered[]): readonly Rendered[] => kindsOf(objects, 'CompositeController', 'DecoratorController')
const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const webhooksOf = (object: JsonObject): readonly JsonObject[] => Object.values(mapOf(at(object, 'spec', 'hooks'))).map((hook) => mapOf(at(hook, 'webhook')))
const webhooksIn = (objects: readonly Rendered[]): readonly JsonObject[] => registrationsIn(objects).flatMap(webhooksOf)

t.test('without security of the wire registrations are the generated ones', async (t) => {
  const [version, objects] = [await release(), rendered({ ...all, ...noSecurity })]
  const wanted = configured(controllers, { ENVIRONMENT_HELM_KIND: 'flux' })
  t.equal(registrationsIn(objects).length, wanted.length)
  for (const controller of wanted) {
    const { kind, spec } = registration(controller, version)
    t.strictSame(named(objects, String(kind), controller.name)?.['spec'], spec, controller.name)
  }
})

t.test('each setting of the chart makes what the same setting of generate makes', async (t) => {
  for (const helmKind of ['', 'flux', 'argocd']) {
    const objects = rendered({ ...only('environment', { helmKind }), ...noSecurity })
    const [wanted] = configured(families.environment, { ENVIRONMENT_HELM_KIND: helmKind })
    t.strictSame(at(named(objects, 'CompositeController', 'environment'), 'spec', 'childResources'), wanted === undefined ? [] : registration(wanted, '1')['spec'] && at(registration(wanted, '1'), 'spec', 'childResources'), helmKind)
    const env = listAt(named(objects, 'Deployment', 'kaspr-hooks'), 'spec', 'template', 'spec', 'containers', 0, 'env')
    t.strictSame(env, helmKind === '' ? [] : [{ name: 'ENVIRONMENT_HELM_KIND', value: helmKind }], 'and the hooks know')
  }
})

t.test('a family brings its own CRDs and registrations and no others', async (t) => {
  for (const [family, own] of Object.entries(families)) {
    const objects = rendered(only(family))
    t.strictSame(registrationsIn(objects).map(({ metadata }) => metadata.name).toSorted(), own.map(({ name }) => name).toSorted(), family)
    t.strictSame(kindsOf(objects, 'CustomResourceDefinition').map(({ metadata }) => metadata.name).toSorted(), resourcesOf(own).map(crdName).toSorted(), family)
    t.equal(kindsOf(objects, 'ValidatingAdmissionPolicy').length > 0, own.some(({ admission = [] }) => admission.length > 0), family)
  }
})

t.test('CRDs are the generated ones, and are kept if somebody wants that', async (t) => {
  const [kept, gone] = [rendered(all), rendered({ ...all, crds: { keep: false } })]
  for (const resource of resourcesOf(controllers)) {
    const name = crdName(resource)
    t.strictSame(named(kept, 'CustomResourceDefinition', name)?.['spec'], crd(resource)['spec'], name)
    t.equal(named(kept, 'CustomResourceDefinition', name)?.metadata.annotations?.['helm.sh/resource-policy'], 'keep')
    t.equal(named(gone, 'CustomResourceDefinition', name)?.metadata.annotations?.['helm.sh/resource-policy'], undefined)
  }
  t.strictSame(kindsOf(rendered({ crds: { enabled: false } }), 'CustomResourceDefinition'), [])
})

t.test('policies name the Metacontroller that there is', async (t) => {
  const objects = rendered({ ...all, metacontroller: { namespace: 'mc', serviceAccount: 'robot' } })
  const text = JSON.stringify(kindsOf(objects, 'ValidatingAdmissionPolicy'))
  t.match(text, 'system:serviceaccount:mc:robot')
  t.notMatch(text, 'system:serviceaccount:metacontroller')
  t.equal(kindsOf(objects, 'ValidatingAdmissionPolicy').length, kindsOf(objects, 'ValidatingAdmissionPolicyBinding').length)
  t.match(named(objects, 'ClusterRoleBinding', 'kaspr-hooks-kaspr-hooks-metacontroller')?.['subjects'], [{ name: 'robot', namespace: 'mc' }])
})

/** Every single right: group, resource, name, verb. */
const rightsIn = (rules: readonly JsonValue[]): readonly string[] => [...new Set(rules.flatMap((rule) =>
  listAt(rule, 'apiGroups').flatMap((group) => listAt(rule, 'resources').flatMap((resource) => (at(rule, 'resourceNames') === undefined ? ['*'] : listAt(rule, 'resourceNames')).flatMap((name) =>
    listAt(rule, 'verbs').map((verb) => [group, resource, name, verb].join(' ')))))))].toSorted()

const metacontrollerRights = (objects: readonly Rendered[]): readonly string[] => rightsIn(listAt(named(objects, 'ClusterRole', 'kaspr-hooks-kaspr-hooks-metacontroller'), 'rules'))

t.test('Metacontroller may do what the families need and nothing else', async (t) => {
  for (const [family, own] of Object.entries(families)) {
    const [role] = rbac(own)
    t.strictSame(metacontrollerRights(rendered({ ...only(family), ...noSecurity })), rightsIn(listAt(role, 'rules')), family)
  }
  const [role, , chart] = rbac(configured(controllers, { ENVIRONMENT_HELM_KIND: 'flux' }))
  const objects = rendered({ ...all, ...noSecurity })
  t.strictSame(metacontrollerRights(objects), rightsIn(listAt(role, 'rules')))
  t.strictSame(named(objects, 'ClusterRole', 'kaspr-hooks-environment-chart')?.['rules'], at(chart, 'rules'))
})

t.test('it reads Secrets where registrations refer to one', async (t) => {
  const read = ['get', 'list', 'watch'].map((verb) => ` secrets * ${verb}`)
  t.strictSame(metacontrollerRights(rendered(only('kaspr'))).filter((right) => right.startsWith(' secrets')), read)
  t.strictSame(metacontrollerRights(rendered({ ...only('kaspr'), ...noSecurity })).filter((right) => right.startsWith(' secrets')), [])
})

t.test('the steward has its rights, and fewer where it only observes', async (t) => {
  const rightsOf = (kind: string, values: object) => rightsIn(listAt(kindsOf(rendered(values), kind).find(({ metadata }) => metadata.name === 'kaspr-hooks-kaspr-hooks-steward'), 'rules'))
  const observe = rightsIn(JSON.parse(JSON.stringify(stewardRights['steward-observe'])))
  t.strictSame(rightsOf('ClusterRole', { steward: { operations: 'observe' } }), observe)
  t.strictSame(rightsOf('Role', { steward: { operations: 'observe', namespace: 'shop' } }), observe)
  t.ok(rightsOf('ClusterRole', {}).includes(' pods * delete'))
})

t.test('every call shows a token by default, and certificates where there is TLS', async (t) => {
  const secretRef = { name: 'kaspr-hooks-token', namespace: 'kaspr-hooks', key: 'token' }
  for (const webhook of webhooksIn(rendered())) {
    t.match(webhook, { authorization: { type: 'Bearer', secretRef }, service: { protocol: 'http', name: 'kaspr-hooks', namespace: 'kaspr-hooks', port: 8080 }, path: /\?release=[^&]+&wire=[0-9a-f]{16}$/ })
    t.notOk('caBundle' in webhook || 'clientTLS' in webhook)
  }
  for (const webhook of webhooksIn(rendered(everything))) {
    t.match(webhook, { authorization: {}, service: { protocol: 'https' }, caBundle: { secretRef: { name: 'kaspr-hooks-tls', namespace: 'kaspr-hooks', key: 'ca.crt' } }, clientTLS: { secretRef: { name: 'kaspr-hooks-client' } } })
  }
})

t.test('a Secret of yours is used by its keys, and the chart makes none', async (t) => {
  const objects = rendered({ auth: { existingSecret: 'mine', tokenKey: 'current', acceptedKey: 'all' } })
  t.strictSame(kindsOf(objects, 'Secret'), [])
  t.match(webhooksIn(objects)[0], { authorization: { secretRef: { name: 'mine', key: 'current' } } })
  const pod = at(named(objects, 'Deployment', 'kaspr-hooks'), 'spec', 'template', 'spec')
  t.match(at(pod, 'volumes', 0), { secret: { secretName: 'mine', items: [{ key: 'all', path: 'all' }] } })
  t.ok(listAt(pod, 'containers', 0, 'args').includes('--token-file=/var/run/secrets/kaspr-hooks/token/all'))
})

t.test('another word in wire.revision changes every registration', async (t) => {
  const values = { auth: { existingSecret: 'mine' } }
  const [one, two] = [webhooksIn(rendered(values)), webhooksIn(rendered({ ...values, wire: { revision: '2' } }))]
  t.ok(one.length > 10)
  one.forEach((webhook, index) => t.not(webhook['path'], two[index]?.['path']))
})

t.test('the certificate is for the name under which Metacontroller asks', async (t) => {
  const objects = rendered(everything, { release: 'r', namespace: 'n' })
  const { name, namespace } = mapOf(at(webhooksIn(objects)[0], 'service'))
  t.ok(listAt(named(objects, 'Certificate', 'r-kaspr-hooks-tls'), 'spec', 'dnsNames').includes(`${String(name)}.${String(namespace)}`))
})
