import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js'
import t from 'tap'
import type { Test } from 'tap'
import { trusted } from '../../../../src/protocol/trusted.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { name, rendered } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'
import { isAllowed } from './network/evaluator.ts'
import type { End, Flow, Labels } from './network/evaluator.ts'

const policiesOf = (given: Given = {}): readonly NetworkPolicy[] => trusted(rendered(given).filter(({ kind }) => kind === 'NetworkPolicy'))

const labelsOf = (app: string): Labels => trusted<{ spec: { template: { metadata: { labels: Labels } } } }>(
  rendered().find((one) => ['Deployment', 'StatefulSet'].includes(one.kind) && one.metadata.name === app)).spec.template.metadata.labels

const pod = (namespace: string, labels: Labels, ip: string): End => ({ ip, pod: { namespace, labels } })
const ends = {
  web: pod(name, labelsOf('web'), '10.1.0.1'),
  database: pod(name, labelsOf('postgres'), '10.1.0.2'),
  any: pod(name, { anything: 'else' }, '10.1.0.3'),
  stranger: pod('acme-shop-pr8', labelsOf('web'), '10.1.0.4'),
  dns: pod('kube-system', { 'k8s-app': 'kube-dns' }, '10.1.0.5'),
  system: pod('kube-system', { 'k8s-app': 'metrics-server' }, '10.1.0.6'),
  falseDns: pod('acme-shop-pr8', { 'k8s-app': 'kube-dns' }, '10.1.0.7'),
  controller: pod('ingress-nginx', { 'app.kubernetes.io/name': 'ingress-nginx', 'pod-template-hash': 'x' }, '10.1.0.8'),
  beside: pod('ingress-nginx', { app: 'admission-job' }, '10.1.0.9'),
  falseController: pod('acme-shop-pr8', { 'app.kubernetes.io/name': 'ingress-nginx' }, '10.1.0.10'),
} satisfies Readonly<Record<string, End>>

const outside = (ip: string): End => ({ ip })
const endOf = (text: string): End => Object.entries(ends).find(([key]) => key === text)?.[1] ?? outside(text)

/** `web > 10.0.0.1:443/TCP`, as a flow. */
const flowOf = (text: string): Flow => {
  const [from = '', to = '', port = '', protocol = 'TCP'] = text.split(/ > | :|\//)
  return { from: endOf(from), to: endOf(to), port: Number(port), protocol: protocol === 'UDP' ? 'UDP' : 'TCP' }
}

const check = (t: Test, flows: string, { open, given }: { readonly open: boolean; readonly given?: Given }): void => {
  const policies = policiesOf(given)
  for (const text of flows.split('\n').map((line) => line.trim()).filter((line) => line !== '')) t.equal(isAllowed({ policies }, flowOf(text)), open, `${text} is ${open ? 'open' : 'closed'}`)
}

t.test('within the namespace everything is open, both ways', async (t) => {
  check(t, `
    web > database :5432
    database > web :3000
    any > any :9999/UDP
    any > web :1
  `, { open: true })
})

t.test('other namespaces are closed, both ways', async (t) => {
  check(t, `
    stranger > web :3000
    stranger > database :5432
    web > stranger :3000
    web > stranger :443
    any > stranger :53/UDP
    system > web :3000
    web > system :443
  `, { open: false })
})

t.test('the ingress controller reaches the port of the application, and nobody else does', async (t) => {
  check(t, 'controller > web :3000', { open: true })
  check(t, `
    controller > web :9229
    controller > web :80
    controller > web :3000/UDP
    controller > database :5432
    controller > database :3000
    controller > any :3000
    beside > web :3000
    falseController > web :3000
    8.8.8.8 > web :3000
    10.0.0.1 > web :3000
    2001:db8::1 > web :3000
  `, { open: false })
})

const nowhere = `
  web > 169.254.169.254 :80
  web > 169.254.169.254 :443
  web > fd00:ec2::254 :443
  web > 192.0.0.192 :443
  web > 100.100.100.200 :443
  web > 168.63.129.16 :443
  any > 10.0.0.1 :443
  any > 10.255.255.255 :443
  any > 172.16.0.1 :443
  any > 172.31.255.255 :443
  any > 192.168.1.1 :443
  any > 100.64.0.1 :443
  any > 100.127.255.255 :443
  any > 127.0.0.1 :443
  any > ::1 :443
  any > fd00::1 :443
  any > fc00::1 :443
  any > fe80::1 :443
  web > system :443
  web > 8.8.8.8 :25
  web > 2001:db8::1 :25
  web > 8.8.8.8 :443/UDP
  web > 8.8.8.8 :53/UDP
  web > 8.8.8.8 :53
  web > 2001:4860:4860::8888 :53/UDP
`

t.test('private ranges and metadata services are closed in every mode, even with every port asked for', async (t) => {
  for (const egress of [{}, { mode: 'internet' }, { mode: 'internet', ports: [80, 443, 22] }, { mode: 'none' }]) check(t, nowhere, { open: false, given: { spec: { egress } } })
})

t.test('the public internet is open on port 443, over both families', async (t) => {
  for (const from of ['web', 'database', 'any']) check(t, ['8.8.8.8', '172.15.255.255', '172.32.0.1', '11.0.0.1', '100.63.255.255', '100.128.0.0', '192.0.1.1', '168.63.129.17', '2001:db8::1', 'fec0::1'].map((to) => `${from} > ${to} :443`).join('\n'), { open: true })
  check(t, ['8.8.8.8', '2001:db8::1'].flatMap((to) => [80, 22, 25, 6443].map((port) => `web > ${to} :${port}`)).join('\n'), { open: false })
})

const egress = (given: JsonObject): Given => ({ spec: { egress: given } })

t.test('ports that are asked for are open, and only these', async (t) => {
  const given = egress({ mode: 'internet', ports: [80, 22] })
  check(t, ['8.8.8.8', '2001:db8::1'].flatMap((to) => [80, 22].map((port) => `web > ${to} :${port}`)).join('\n'), { open: true, given })
  check(t, ['8.8.8.8', '2001:db8::1'].flatMap((to) => [443, 25].map((port) => `web > ${to} :${port}`)).join('\n'), { open: false, given })
})

t.test('an empty list of ports opens none', async (t) => {
  check(t, 'web > 8.8.8.8 :443\nweb > 8.8.8.8 :25\nweb > 2001:db8::1 :443', { open: false, given: egress({ ports: [] }) })
})

t.test('mode none leaves the namespace and DNS', async (t) => {
  const given = egress({ mode: 'none' })
  check(t, 'web > 8.8.8.8 :443\nweb > 2001:db8::1 :443', { open: false, given })
  check(t, 'web > database :5432\nweb > dns :53/UDP\ncontroller > web :3000', { open: true, given })
})

t.test('mode custom takes the rules as they are, beside the namespace and DNS', async (t) => {
  const rules = [{ to: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ protocol: 'TCP', port: 8443 }] }, { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'acme-shop-pr8' } } }] }]
  const given = egress({ mode: 'custom', rules })
  check(t, 'web > 10.20.1.1 :8443\nweb > stranger :1\nweb > database :5432\nweb > dns :53', { open: true, given })
  check(t, 'web > 10.20.1.1 :443\nweb > 8.8.8.8 :443\nweb > 169.254.169.254 :80\nstranger > web :3000', { open: false, given })
  check(t, 'web > 8.8.8.8 :443\nweb > 169.254.169.254 :80', { open: false, given: egress({ mode: 'custom' }) })
})

t.test('names are resolved by the cluster, over UDP and TCP, and by nobody else', async (t) => {
  check(t, 'web > dns :53/UDP\nweb > dns :53\ndatabase > dns :53/UDP\nweb > 169.254.20.10 :53/UDP\nweb > 169.254.20.10 :53', { open: true })
  check(t, 'web > dns :443\nweb > dns :9153\nweb > 169.254.20.10 :80\nweb > 169.254.20.11 :53/UDP\nweb > system :53/UDP\nweb > falseDns :53/UDP', { open: false })
})

t.test('where DNS is, is a setting', async (t) => {
  const given = { settings: { DNS_NAMESPACE: 'acme-shop-pr8', DNS_POD_LABELS: 'k8s-app=kube-dns', DNS_NODE_ADDRESS: 'fd00::53' } }
  check(t, 'web > falseDns :53/UDP\nweb > fd00::53 :53/UDP', { open: true, given })
  check(t, 'web > dns :53/UDP\nweb > 169.254.20.10 :53/UDP\nweb > fd00::54 :53/UDP', { open: false, given })
})

t.test('the range of Services and other ranges are closed by setting, over both families', async (t) => {
  const flows = 'web > 34.118.224.1 :443\nweb > 2600:1900::1 :443'
  check(t, flows, { open: true })
  check(t, flows, { open: false, given: { settings: { CLOSED_ADDRESS_RANGES: '34.118.224.0/20, 2600:1900::/64' } } })
  check(t, 'web > 34.118.240.1 :443\nweb > 2600:1900:0:1::1 :443', { open: true, given: { settings: { CLOSED_ADDRESS_RANGES: '34.118.224.0/20, 2600:1900::/64' } } })
})

t.test('where the ingress controller is, is a setting', async (t) => {
  const given = { settings: { INGRESS_NAMESPACE: 'acme-shop-pr8', INGRESS_POD_LABELS: 'app.kubernetes.io/name=ingress-nginx' } }
  check(t, 'falseController > web :3000', { open: true, given })
  check(t, 'controller > web :3000\nstranger > web :3000', { open: false, given })
})

t.test('every policy is in the namespace of the environment, and the first closes both directions', async (t) => {
  const policies = policiesOf()
  t.ok(policies.every(({ metadata }) => metadata?.namespace === name))
  t.match(policies.find(({ metadata }) => metadata?.name === 'default-deny')?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  t.strictSame(policies.map(({ metadata }) => metadata?.name), ['default-deny', 'allow-dns', 'allow-same-namespace', 'allow-ingress-controller', 'allow-egress-internet'])
})
