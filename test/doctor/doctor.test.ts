import { readFileSync } from 'node:fs'
import t from 'tap'
import { checks } from '../../doctor/checks.ts'
import { runCommand } from '../cli/terminal.ts'
import { doctor } from './fixtures/examined.ts'
import { app, ago, edited, healthy, lease, metacontroller, storageClass, withObjects, without } from './fixtures/healthy.ts'

const well = await healthy()
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')

/** Some of everything. */
const sick = [
  metacontroller('metacontroller/metacontroller:v4.16.1', ['--apply-strategy=server-side-apply']),
  app('orders', { metadata: { name: 'orders', namespace: 'shop', deletionTimestamp: ago(60), finalizers: ['metacontroller.io/compositecontroller-gone'] } }),
  app('stock', { status: { conditions: [{ type: 'Valid', status: 'False', reason: 'InvalidSpec', message: 'spec.replicas:\u001b[31m\nis negative', lastTransitionTime: ago(5) }] } }),
  lease({ renewTime: ago(5) }),
  storageClass({}),
].reduce((cluster, object) => withObjects(cluster, object), edited(without(well, 'CompositeController', 'oaatgroup'), ['CompositeController', 'kasprapp', 'spec', 'hooks', 'sync', 'webhook', 'etag', 'cacheCleanupSeconds'], undefined))

t.test('a healthy cluster: exit code 0, a line a check, and only reads', async (t) => {
  const { code, out, err, requests } = await doctor(well)
  t.match({ code, err }, { code: 0, err: '' })
  t.equal(out, fixture('healthy.txt'))
  t.strictSame(requests.filter((request) => !request.startsWith('GET ')), [])
  t.equal(new Set(requests).size, requests.length, 'nothing is asked twice')
  t.strictSame(requests.filter((request) => /(\?|&)watch|secrets/.test(request)), [])
})

t.test('a sick one: exit code 1, the worst first, the same as text and as JSON', async (t) => {
  const text = await doctor(sick)
  t.match({ code: text.code, err: text.err }, { code: 1, err: '' })
  t.equal(text.out, fixture('sick.txt'))
  t.notMatch(text.out, /\u001b/)
  const json = await doctor(sick, '-o', 'json')
  t.equal(json.code, 1)
  t.equal(json.out, fixture('sick.json'))
  const keys = JSON.parse(json.out).map((finding: object) => Object.keys(finding).join(' '))
  t.strictSame([...new Set(keys)], ['check code object severity what why mend'])
})

t.test('nobody there: an error with its code, and no findings', async (t) => {
  const { code, out, err } = await runCommand(['doctor'], { env: { KUBECONFIG: t.testdir({ config: JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'one', clusters: [{ name: 'one', cluster: { server: 'http://127.0.0.1:1' } }], users: [], contexts: [{ name: 'one', context: { cluster: 'one', user: '' } }],
  }) }) + '/config' } })
  t.match({ code, out, err }, { code: 1, out: '', err: /^KH_API_UNAVAILABLE: / })
  t.match(await runCommand(['doctor'], { env: { HOME: '/nowhere' } }), { code: 1, out: '', err: /^KH_KUBE_CONFIG_MISSING: / })
})

t.test('wrong usage', async (t) => {
  for (const args of [['orders'], ['-o', 'yaml'], ['--hooks', 'here'], ['--token-file', 'token']]) {
    t.match(await runCommand(['doctor', ...args]), { code: 2, out: '', err: /^KH_USAGE: / }, args.join(' '))
  }
  t.match(await runCommand(['doctor', '--hooks', 'http://127.0.0.1:1', '--token-file', '/nowhere/token']), { code: 1, out: '', err: /^KH_FILE_UNREADABLE: / })
})

t.test('another namespace is where the lease is looked for', async (t) => {
  const { requests } = await doctor(well, '-n', 'ops')
  t.ok(requests.includes('GET /apis/coordination.k8s.io/v1/namespaces/ops/leases/kaspr-hooks-steward'))
})

t.test('without one it is looked for where the registrations call', async (t) => {
  const { requests } = await doctor({ ...well, objects: JSON.parse(JSON.stringify(well.objects).replaceAll('"namespace":"kaspr-hooks"', '"namespace":"ops"')) })
  t.ok(requests.includes('GET /apis/coordination.k8s.io/v1/namespaces/ops/leases/kaspr-hooks-steward'))
})

t.test('names of checks and codes are words that scripts can hold on to', async (t) => {
  t.strictSame(checks.filter(({ name }) => !/^[a-z]+(-[a-z]+)*$/.test(name)), [])
  t.strictSame(checks.flatMap(({ codes }) => Object.keys(codes)).filter((code) => !/^([A-Z][a-z]+)+$/.test(code) || code === 'Ok' || code === 'NotChecked'), [])
})
