import { parseArgs } from 'node:util'
import t from 'tap'
import { serve } from '../../src/cli/serve.ts'
import { serveOptions } from '../../src/cli/serve-options.ts'
import { steward } from '../../src/cli/steward.ts'
import { stewardOptions } from '../../src/cli/steward-options.ts'
import { studio } from '../../src/cli/studio.ts'
import { studioOptions } from '../../src/cli/studio-options.ts'
import { defaultLimits } from '../../src/server/limits.ts'
import { at, documentsOf, kindsOf, lint, listAt, named, rendered, template } from './helm.ts'
import type { Rendered } from './helm.ts'
import { everything, matrix, nothing } from './values.ts'

// What the chart becomes, without a cluster.

const text = (value: unknown): string => String(value)
const nameOf = ({ kind, metadata: { namespace = '', name } }: Rendered): string => `${kind} ${namespace}/${name}`

t.test('lints and renders for every set of values, each object once', async (t) => {
  for (const [what, values] of Object.entries(matrix)) {
    t.match(lint(values), { status: 0 }, what)
    const { status, out, err } = template(values)
    t.equal(status, 0, `${what}: ${err}`)
    const { objects, problems } = documentsOf(out)
    t.strictSame(problems, [], what)
    t.strictSame(objects.filter(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata?.name].some((field) => typeof field !== 'string' || field === '')), [], what)
    t.equal(new Set(objects.map(nameOf)).size, objects.length, `${what}: names`)
  }
})

t.test('what the defaults make', async (t) => {
  const names = rendered().filter(({ kind }) => !/CustomResource|Composite|Decorator/.test(kind)).map(nameOf).toSorted()
  t.strictSame(names, [
    'ClusterRole /kaspr-hooks-kaspr-hooks-metacontroller', 'ClusterRole /kaspr-hooks-kaspr-hooks-steward',
    'ClusterRoleBinding /kaspr-hooks-kaspr-hooks-metacontroller', 'ClusterRoleBinding /kaspr-hooks-kaspr-hooks-steward',
    'Deployment /kaspr-hooks', 'Deployment /kaspr-hooks-steward', 'NetworkPolicy /kaspr-hooks', 'NetworkPolicy /kaspr-hooks-steward',
    'PodDisruptionBudget /kaspr-hooks', 'Role /kaspr-hooks-steward-lease', 'RoleBinding /kaspr-hooks-steward-lease', 'Secret /kaspr-hooks-token',
    'Service /kaspr-hooks', 'Service /kaspr-hooks-operations', 'Service /kaspr-hooks-steward-operations', 'ServiceAccount /kaspr-hooks', 'ServiceAccount /kaspr-hooks-steward',
  ])
})

const containerOf = (objects: readonly Rendered[], name: string) => at(named(objects, 'Deployment', name), 'spec', 'template', 'spec', 'containers', 0)

const programs = [{ command: serve, read: serveOptions }, { command: steward, read: stewardOptions }, { command: studio, read: studioOptions }]

t.test('the programs know every argument that they are given', async (t) => {
  for (const [what, values] of Object.entries(matrix)) {
    for (const object of kindsOf(rendered(values), 'Deployment')) {
      const [name = '', ...args] = listAt(at(object, 'spec', 'template', 'spec', 'containers', 0), 'args').map(text)
      const known = programs.find(({ command }) => command.name === name)
      t.ok(known, `${what}: ${name}`)
      t.doesNotThrow(() => known?.read(parseArgs({ args, options: known.command.options, strict: true }).values, {}), `${what}: ${name}`)
    }
  }
})

t.test('a pod outlives its drain', async (t) => {
  for (const drainSeconds of [0, 5, 60]) {
    const objects = rendered({ hooks: { drainSeconds } })
    const grace = Number(at(named(objects, 'Deployment', 'kaspr-hooks'), 'spec', 'template', 'spec', 'terminationGracePeriodSeconds'))
    t.ok(grace * 1000 > drainSeconds * 1000 + defaultLimits.finishMilliseconds, `${drainSeconds}: ${grace}`)
    t.ok(listAt(containerOf(objects, 'kaspr-hooks'), 'args').includes(`--drain-seconds=${drainSeconds}`))
  }
})

t.test('hooks have no token of the cluster and no way out', async (t) => {
  const objects = rendered(everything)
  const pod = at(named(objects, 'Deployment', 'kaspr-hooks'), 'spec', 'template', 'spec')
  t.equal(at(pod, 'automountServiceAccountToken'), false)
  t.equal(at(named(objects, 'ServiceAccount', 'kaspr-hooks'), 'automountServiceAccountToken'), false)
  const policy = at(named(objects, 'NetworkPolicy', 'kaspr-hooks'), 'spec')
  t.strictSame(at(policy, 'egress'), [])
  t.strictSame(at(policy, 'policyTypes'), ['Ingress', 'Egress'])
  t.strictSame(at(policy, 'ingress', 0, 'from', 0, 'namespaceSelector', 'matchLabels'), { 'kubernetes.io/metadata.name': 'metacontroller' })
  t.strictSame(at(policy, 'podSelector'), at(named(objects, 'Deployment', 'kaspr-hooks'), 'spec', 'selector'))
})

t.test('every selector finds the pods that it means', async (t) => {
  const objects = rendered(everything)
  const labels = kindsOf(objects, 'Deployment').map((object) => Object.entries(Object(at(object, 'spec', 'template', 'metadata', 'labels'))).map(String))
  const selectors = objects.map((object) => at(object, 'spec', 'podSelector', 'matchLabels') ?? at(object, 'spec', 'selector', 'matchLabels') ?? at(object, 'spec', 'selector'))
    .filter((selector, index) => selector !== undefined && objects[index]?.kind !== 'ServiceMonitor')
  t.ok(selectors.length > 8)
  for (const selector of selectors) t.equal(labels.filter((pod) => Object.entries(Object(selector)).every((pair) => pod.includes(String(pair)))).length, 1, JSON.stringify(selector))
})

t.test('names fit, however long the release is called', async (t) => {
  for (const place of [{ release: 'r'.repeat(53) }, { release: 'short', namespace: 'n'.repeat(63) }]) {
    const objects = rendered(everything, place).filter(({ kind }) => !/CustomResource|Validating|ClusterRole/.test(kind))
    t.strictSame(objects.map(({ metadata }) => metadata.name).filter((name) => name.length > 63 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)), [])
    const labels = objects.flatMap(({ metadata }) => Object.values(metadata.labels ?? {}))
    t.strictSame(labels.filter((label) => label.length > 63), [])
  }
  t.match(template({ fullnameOverride: 'x'.repeat(45) }), { status: 1, err: /fullnameOverride/ })
  t.ok(named(rendered({ fullnameOverride: 'mine' }), 'Deployment', 'mine'))
})

t.test('what cannot be is said in words', async (t) => {
  t.match(template({ studio: { enabled: true } }), { status: 1, err: /families\.program\.enabled/ })
  t.match(template({ tls: { mode: 'secret' } }), { status: 1, err: /tls\.secretName/ })
  t.match(template({ tls: { mode: 'secret', secretName: 's', clientAuth: true } }), { status: 1, err: /tls\.clientSecretName/ })
})

t.test('an Ingress for the Studio is off, and asks for a host and for TLS', async (t) => {
  const program = { families: { program: { enabled: true } } }
  const studioWith = (ingress: object) => ({ ...program, studio: { enabled: true, ingress } })
  t.strictSame(kindsOf(rendered(studioWith({})), 'Ingress'), [])
  t.match(template(studioWith({ enabled: true })), { status: 1, err: /studio\.ingress\.host/ })
  t.match(template(studioWith({ enabled: true, host: 'hooks.example.com' })), { status: 1, err: /studio\.ingress\.tlsSecretName/ })
  const open = named(rendered(studioWith({ enabled: true, host: 'hooks.example.com', withoutTLS: true })), 'Ingress', 'kaspr-hooks-studio')
  t.equal(at(open, 'spec', 'tls'), undefined)
  const ingress = at(named(rendered(everything), 'Ingress', 'kaspr-hooks-studio'), 'spec')
  t.match(ingress, { ingressClassName: 'nginx', tls: [{ hosts: ['hooks.example.com'], secretName: 'studio-tls' }] })
  t.match(at(ingress, 'rules', 0, 'http', 'paths', 0), { path: '/', pathType: 'Prefix', backend: { service: { name: 'kaspr-hooks-studio', port: { name: 'studio' } } } })
  t.ok(listAt(containerOf(rendered(everything), 'kaspr-hooks-studio'), 'args').includes('--allowed-host=hooks.example.com'))
})

t.test('labels of yours do not hide a pod from its selector', async (t) => {
  const objects = rendered({ hooks: { podLabels: { 'app.kubernetes.io/name': 'other', 'team': 'a' } } })
  t.match(at(named(objects, 'Deployment', 'kaspr-hooks'), 'spec', 'template', 'metadata', 'labels'), { 'app.kubernetes.io/name': 'kaspr-hooks', 'team': 'a' })
})

t.test('without any family there is no steward and nothing to call', async (t) => {
  t.strictSame(kindsOf(rendered(nothing), 'CustomResourceDefinition', 'CompositeController', 'DecoratorController', 'ValidatingAdmissionPolicy'), [])
  t.strictSame(kindsOf(rendered(nothing), 'Deployment').map(({ metadata }) => metadata.name), ['kaspr-hooks'])
})
