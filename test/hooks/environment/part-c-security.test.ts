import t from 'tap'
import { environment as controller } from '../../../hooks/environment/environment/controller.ts'
import { environmentName } from '../../../hooks/environment/environment-name.ts'
import { invoke } from '../../../src/guard/invoke.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { container, containersOf, everyStack, podsNamed, podsOf } from './fixtures/pods.ts'
import { name, now, parent, problemsOf, rendered, renderedOne, sync } from './fixtures/rendered.ts'
import type { Manifest } from './fixtures/rendered.ts'

// Rows S1 to S12 of environment.md Part C: what was odd or dangerous upstream, and does not happen here.

const textOf = (value: unknown): string => JSON.stringify(value)
const namespace = (labels: JsonObject = {}): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: 'n', labels: trusted(labels) }, status: { phase: 'Active' } })

t.test('S1: no password is known beforehand, and none stands in clear text outside a Secret', async (t) => {
  const secret = trusted<{ data: Readonly<Record<string, string>> }>(renderedOne('Secret', 'postgres-credentials')).data['POSTGRES_PASSWORD'] ?? ''
  const password = Buffer.from(secret, 'base64').toString()
  t.equal(password.length, 32)
  for (const one of rendered().filter(({ kind }) => kind !== 'Secret')) {
    t.notOk(textOf(one).includes(password), `${one.kind} ${one.metadata.name}`)
    t.notMatch(textOf(one), /:\/\/[^/"]*:[^/"]*@/, 'no address with a password')
  }
})

t.test('S2: a namespace that somebody else made is refused and untouched, whatever it says of itself', async (t) => {
  for (const labels of [{}, { 'catalyst.dev/namespace-type': 'environment', 'app.kubernetes.io/managed-by': 'kaspr-hooks' }]) {
    const { children, status } = sync({ around: [namespace(labels)] })
    t.strictSame(children, [])
    t.match(status.conditions?.find(({ type }) => type === 'ConfigValid'), { status: 'False', reason: 'NamespaceTaken' })
  }
  t.match(sync({ observed: [namespace()] }).children, [{ kind: 'Namespace' }], 'one of ours is not')
})

t.test('S2: reserved names are refused', async (t) => {
  for (const [reserved, team] of [['kube-node-lease', 'kube'], ['kube-anything', 'kube'], ['cert-manager', 'cert'], ['ingress-nginx', 'ingress'], ['kaspr-hooks', 'kaspr']]) t.match(problemsOf({ name: reserved ?? '', spec: { team: team ?? '' } }), /is reserved/)
  t.match(problemsOf({ settings: { RESERVED_NAMESPACES: name } }), /is reserved/)
  t.match(problemsOf({ name: 'shop-pr7' }), /must begin with acme-/)
})

t.test('S2: other parts make another name', async (t) => {
  t.not(environmentName({ team: 'a', project: 'b-c', environment: 'd' }), environmentName({ team: 'a-b', project: 'c', environment: 'd' }))
})

t.test('S4: no annotation brings somebody else\'s secrets in', async (t) => {
  const annotations = { 'catalyst.dev/environment-id': '42' }
  t.strictSame(rendered({ annotations }), rendered())
  t.strictSame(sync({ annotations, observed: [namespace()] }).children, sync({ observed: [namespace()] }).children)
})

t.test('S5: no pod has a token of the API server, and the one for git only git-clone', async (t) => {
  for (const [stack, given] of everyStack) {
    for (const pods of podsOf(given)) {
      t.equal(pods.spec.automountServiceAccountToken, false, `${pods.of} of ${stack}`)
      t.notOk((pods.spec.volumes ?? []).some(({ projected }) => projected !== undefined))
      const having = containersOf(pods).filter(({ volumeMounts = [] }) => volumeMounts.some((mount) => mount.name === 'git-token'))
      t.ok(having.every((one) => one.name === 'git-clone'))
    }
  }
  t.ok(container(podsNamed('Deployment/web'), 'git-clone').volumeMounts?.some((mount) => mount.name === 'git-token' && mount.readOnly === true))
})

t.test('S6: everything is in the namespace of the environment, and nobody is given rights', async (t) => {
  for (const [stack, given] of everyStack) {
    for (const { kind, apiVersion, metadata } of rendered(given)) {
      t.equal(kind === 'Namespace' ? metadata.name : metadata.namespace, name, `${kind} ${metadata.name} of ${stack}`)
      t.notMatch(apiVersion, /rbac/)
    }
  }
})

t.test('S7: of all Secrets only the one for pulling images is asked for, by name', async (t) => {
  const asked = trusted<{ relatedResources: readonly { resource: string; names?: readonly string[]; namespace?: string }[] }>(invoke(controller, 'customize', { request: { controller: {}, parent: parent() }, context: { now, settings: {} } }).body)
  const secrets = asked.relatedResources.filter(({ resource }) => resource === 'secrets')
  t.ok(secrets.every(({ names, namespace: where }) => textOf(names) === '["registry-credentials"]' && where === 'acme'))
  t.equal(secrets.length, 1)
})

t.test('S8: no rule opens every port to the outside, or lets everybody in', async (t) => {
  for (const { metadata, spec } of rendered().filter(({ kind }) => kind === 'NetworkPolicy')) {
    const { ingress = [], egress = [] } = trusted<Readonly<Record<'ingress' | 'egress', readonly JsonObject[]>>>(spec)
    for (const rule of ingress) t.ok(Array.isArray(rule['from']) && rule['from'].length > 0, metadata.name)
    for (const rule of egress) t.ok(Array.isArray(rule['to']) && (Array.isArray(rule['ports']) || !textOf(rule).includes('ipBlock')), metadata.name)
  }
})

t.test('S9: the namespace enforces a level, and every container gives up what it does not need', async (t) => {
  t.equal(renderedOne('Namespace', name).metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted')
  for (const pods of podsOf()) {
    t.match(pods.spec.securityContext, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    for (const { securityContext } of containersOf(pods)) t.match(securityContext, { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } })
  }
})

t.test('S10: the host follows from the name that nobody else has', async (t) => {
  const hostOf = (of: string): unknown => trusted<{ rules: readonly { host: string }[] }>(renderedOne('Ingress', 'web', { name: of, spec: { environment: 'main' } })['spec']).rules[0]?.host
  t.not(hostOf('acme-shop-main'), hostOf('acme-blog-main'))
})

t.test('S11: git runs from an image by digest, and digests of users stay as they are', async (t) => {
  t.match(container(podsNamed('Deployment/web'), 'git-clone').image, /@sha256:[0-9a-f]{64}$/)
  const image = `registry.example.com:5000/app@sha256:${'a'.repeat(64)}`
  t.equal(container(podsNamed('Deployment/web', { spec: { config: { image } } }), 'web').image, image)
})

t.test('S12: no address of a token service reaches a pod', async (t) => {
  const settings = { CATALYST_WEB_URL: 'http://token.example.com' }
  t.notMatch(textOf(rendered({ settings })), /token\.example\.com/)
  t.ok(rendered({ settings }).every((one) => isObject(one)))
})
