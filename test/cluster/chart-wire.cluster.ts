import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePorts } from '../../scripts/cluster/free-ports.ts'
import { controllers } from '../../hooks/index.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import { kubeconfigOfAccount, networkTo, startHooks, startMetacontroller } from './chart/wire.ts'
import { releaseIn, secretOf } from './chart/release.ts'
import { only } from '../chart/values.ts'
import { pem } from '../server/fixtures/certificate.ts'
import { theLayout } from './harness/control-plane.ts'
import { documentsOf, install } from './harness/definitions.ts'
import { eventually } from './harness/eventually.ts'
import { Namespace, openObjects } from './harness/objects.ts'

// A real Metacontroller (METACONTROLLER_BIN, METACONTROLLER_CRDS) that has nothing but the rights and the token of the chart.

const layout = theLayout()
const objects = openObjects(layout)
const namespace = 'kaspr-wire'
const release = releaseIn(layout, namespace)
const apps = 'wire'
const Task = resourcesOf(controllers).find(({ kind }) => kind === 'KasprTask')

const task = (name: string) => objects.apply({
  apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprTask', metadata: { name, namespace: apps, labels: { 'kaspr.io/app': 'orders' } },
  spec: { name, schedule: { interval: '30s' }, processors: { pipeline: ['one'], operations: [{ name: 'one', map: { python: 'def one(value):\n    return value\n' } }] } },
})

const isSynced = (name: string) => eventually(`${name} is synced`, async () => {
  const found = Task === undefined ? undefined : await objects.get(Task, { name, namespace: apps })
  return { done: found?.['status'] !== undefined, seen: found }
})

const secret = (name: string, stringData: object): number =>
  release.kubectl(['create', '-f', '-'], { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData })

const files = { 'tls.crt': pem('one', 'crt'), 'tls.key': pem('one', 'key'), 'ca.crt': pem('authority', 'crt') }
const at = (name: string): string => join(layout.folder, `wire-${name}`)
const certificates = ['--tls-cert-file', at('tls.crt'), '--tls-key-file', at('tls.key'), '--client-ca-file', at('ca.crt')]

t.test('Metacontroller calls the hooks with the token and the rights of the chart', async (t) => {
  const [port = 0, operations = 0, metrics = 0, probes = 0] = await freePorts(4)
  for (const name of [namespace, apps]) await objects.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await install(objects, documentsOf(process.env['METACONTROLLER_CRDS'] ?? ''))
  const kubeconfig = await kubeconfigOfAccount(layout, 'metacontroller', 'metacontroller')
  const values = only('kaspr')
  t.equal(release.apply(values).status, 0)
  // As hooks have it whose file is not yet renewed: it stays what it is here.
  writeFileSync(at('token'), (await secretOf(objects, namespace, 'kaspr-hooks-token'))['accepted'] ?? '')
  const network = await networkTo(port)
  const common = ['--token-file', at('token'), '--operations-port', String(operations)]
  const plain = startHooks(layout, port, common)
  const processes = [plain, startMetacontroller(layout, { binary: process.env['METACONTROLLER_BIN'] ?? '', kubeconfig, network: network.address, metrics, probes })]
  const turnedAway = async (): Promise<string> => /^kaspr_hooks_unauthorized_total \d+$/m.exec(await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text())?.[0] ?? ''
  t.teardown(async () => {
    for (const one of processes) one.kill('SIGKILL')
    network.close()
    release.uninstall()
    for (const name of [apps, namespace, 'metacontroller']) await objects.remove(Namespace, { name })
    objects.close()
  })
  await task('one')
  await isSynced('one')
  t.strictSame(network.hosts(), [`kaspr-hooks.${namespace}:8080`])
  t.equal(release.apply({ ...values, auth: { rotation: '2' } }).status, 0)
  await task('two')
  await isSynced('two')
  t.equal(await turnedAway(), 'kaspr_hooks_unauthorized_total 0', 'also after a change of the token')

  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text)
  t.equal(secret('server', files) + secret('client', { 'tls.crt': pem('caller', 'crt'), 'tls.key': pem('caller', 'key') }), 0)
  plain.kill('SIGKILL')
  await once(plain, 'exit')
  processes.push(startHooks(layout, port, [...common, ...certificates]))
  t.equal(release.apply({ ...values, auth: { rotation: '2' }, tls: { mode: 'secret', secretName: 'server', clientAuth: true, clientSecretName: 'client' } }).status, 0)
  await task('three')
  await isSynced('three')
  t.equal(await turnedAway(), 'kaspr_hooks_unauthorized_total 0', 'also over TLS with a certificate of its own')
  t.notMatch(readFileSync(join(layout.logs, 'wire-metacontroller.log'), 'utf8'), /forbidden/i, 'it has all the rights that it needs')
})
