import { once } from 'node:events'
import { createServer } from 'node:http'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import type { Finding } from '../../doctor/finding.ts'
import { kubeconfigOf } from '../../scripts/cluster/layout.ts'
import { main } from '../../src/cli/main.ts'
import { release } from '../../src/cli/release.ts'
import { registration } from '../../src/generate/registration.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { startService } from '../../src/server/service.ts'
import { theLayout } from './harness/control-plane.ts'
import { documentsIn, documentsOf, install, installOwn } from './harness/definitions.ts'
import { CompositeController, DecoratorController, Definition, Namespace, kindOf, openObjects } from './harness/objects.ts'
import type { AnyObject } from './harness/objects.ts'
import { metacontrollerDefinitions, furniture, slice } from './doctor/furniture.ts'

// The doctor against an API server: registrations as they should be, and each thing that is wrong with them found.

const layout = theLayout()
const objects = openObjects(layout)
const own = await release()
const service = await startService({ controllers, release: own, settings: {}, clock: () => timestamp(Date.now()), host: '127.0.0.1', port: 0 })
const crds = process.env['METACONTROLLER_CRDS'] ?? ''
const theirs: readonly AnyObject[] = crds === '' ? metacontrollerDefinitions : documentsOf(crds)

interface Examined { readonly code: number; readonly err: string; readonly findings: readonly Finding[] }

const doctor = async (...args: readonly string[]): Promise<Examined> => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main(['doctor', '-o', 'json', ...args], {
    out: (text) => { out.push(text) }, err: (text) => { if (!text.endsWith(' …\n')) err.push(text) }, stdin: async () => '',
    env: { KUBECONFIG: layout.kubeconfig }, now: () => timestamp(Date.now()),
  })
  return { code, err: err.join(''), findings: JSON.parse(out.join('') || '[]') }
}

const hooks = ['--hooks', service.hooks] as const

/** Errors of what this file puts into the cluster; Events may be other scenarios'. */
const errorsOf = ({ findings }: Examined): readonly string[] =>
  findings.filter(({ check, severity }) => severity === 'error' && check !== 'events').map(({ check, code, object }) => `${check} ${code} ${object ?? ''}`.trim())

/** There is no container, so nobody runs Metacontroller here. */
const always = 'metacontroller NotFound'

t.before(async () => {
  await install(objects, theirs)
  await installOwn(layout)
  for (const object of furniture) await objects.apply(object)
  for (const controller of controllers) await objects.apply(registration(controller, own))
})

t.teardown(async () => {
  for (const { name, type } of controllers) await objects.remove(type === 'composite' ? CompositeController : DecoratorController, { name })
  await objects.remove(Namespace, { name: 'kaspr-hooks' })
  for (const { metadata } of theirs) await objects.remove(Definition, metadata)
  await installOwn(layout)
  objects.close()
  await service.stop(AbortSignal.abort())
})

t.test('registrations as they should be: only Metacontroller itself is missing', async (t) => {
  const examined = await doctor(...hooks)
  t.match({ code: examined.code, err: examined.err }, { code: 1, err: '' })
  t.strictSame(errorsOf(examined), [always])
  t.strictSame(examined.findings.filter(({ code }) => code === 'NotChecked'), [])
  for (const name of ['definitions', 'registrations', 'webhooks', 'storage-classes', 'autoscalers']) t.ok(examined.findings.some(({ check, code }) => check === name && code === 'Ok'), name)
})

t.test('a definition without status subresource', async (t) => {
  const name = 'projects.env.kaspr.io'
  const definition = documentsIn('crds').find(({ metadata }) => metadata.name === name)
  const text = JSON.stringify(definition).replace('"subresources":{"status":{}},', '')
  await objects.apply(JSON.parse(text))
  t.strictSame(errorsOf(await doctor(...hooks)), [always, `definitions StatusMissing CustomResourceDefinition ${name}`])
  await installOwn(layout)
  t.strictSame(errorsOf(await doctor(...hooks)), [always])
})

t.test('another update method, and half of the ETag fields', async (t) => {
  const [controller] = controllers
  if (controller === undefined) return
  const text = JSON.stringify(registration(controller, own))
  await objects.apply(JSON.parse(text.replace('"method":"InPlace"', '"method":"Recreate"')))
  t.strictSame(errorsOf(await doctor(...hooks)), [always, 'registrations MethodDiffers CompositeController kasprapp'])
  await objects.apply(JSON.parse(text.replace(',"cacheCleanupSeconds":300', '')))
  t.strictSame(errorsOf(await doctor(...hooks)), [always, 'registrations HalfEtag CompositeController kasprapp'])
  await objects.apply(JSON.parse(text))
})

t.test('a service that nobody reaches: no endpoints, no answer, nothing through the API server', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const address = closed.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  closed.close()
  await objects.apply(slice(false))
  const object = 'Service kaspr-hooks/kaspr-hooks'
  t.strictSame(errorsOf(await doctor('--hooks', `http://127.0.0.1:${port}`)), [always, `webhooks NoEndpoints ${object}`, `hooks Unreachable http://127.0.0.1:${port}`])
  t.strictSame(errorsOf(await doctor()), [always, `webhooks NoEndpoints ${object}`, `hooks Unreachable ${object}`])
  await objects.apply(slice(true))
})

t.test('an Event of a failed sync is explained', async (t) => {
  const event = {
    apiVersion: 'v1', kind: 'Event', metadata: { name: 'orders.1', namespace: 'kaspr-hooks' }, type: 'Warning', reason: 'SyncError', count: 1, lastTimestamp: timestamp(Date.now()),
    involvedObject: { apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', name: 'orders', namespace: 'kaspr-hooks' },
    message: 'Sync error: sync hook failed: remote error: {"code":"KH_UNAUTHORIZED"}',
  }
  await objects.apply(event)
  t.match((await doctor(...hooks)).findings.find(({ check, code }) => check === 'events' && code === 'TokenRefused'), { severity: 'error', object: 'KasprApp kaspr-hooks/orders' })
  await objects.remove(kindOf(event), event.metadata)
})

t.test('somebody without rights: every check that reads says which one is missing', async (t) => {
  const { code, findings } = await doctor('--kubeconfig', kubeconfigOf(layout, 'steward'), ...hooks)
  t.equal(code, 1)
  t.strictSame(findings.filter((finding) => finding.severity === 'error'), [])
  const missing = findings.filter((finding) => finding.code === 'NotChecked')
  t.ok(missing.length >= 12, `${missing.length}`)
  t.strictSame(missing.filter(({ what }) => !/^not checked: the right to (?:list|get) \S+/.test(what)), [])
})
