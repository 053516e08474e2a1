import type { NetworkPolicy, NetworkPolicySpec } from 'kubernetes-types/networking/v1.js'
import t from 'tap'
import { isPartOf, isWithin } from './addresses.ts'
import { isAllowed } from './evaluator.ts'
import type { Cluster, End, Flow } from './evaluator.ts'

const policy = (spec: NetworkPolicySpec, namespace = 'home'): NetworkPolicy => ({ metadata: { name: 'p', namespace }, spec })
const pod = (namespace: string, labels: Readonly<Record<string, string>> = {}, ip = '10.1.0.1'): End => ({ ip, pod: { namespace, labels, ports: { metrics: 9000 } } })
const outside = (ip: string): End => ({ ip })
const allows = (spec: NetworkPolicySpec, flow: Partial<Flow>, more: Partial<Cluster> = {}): boolean =>
  isAllowed({ policies: [policy(spec)], ...more }, { from: pod('home'), to: pod('home'), port: 80, ...flow })

t.test('addresses lie in ranges of their own family', async (t) => {
  const table: readonly [string, string, boolean][] = [
    ['10.0.0.0', '10.0.0.0/8', true], ['10.255.255.255', '10.0.0.0/8', true], ['11.0.0.0', '10.0.0.0/8', false], ['9.255.255.255', '10.0.0.0/8', false],
    ['172.31.255.255', '172.16.0.0/12', true], ['172.32.0.0', '172.16.0.0/12', false], ['1.2.3.4', '0.0.0.0/0', true], ['1.2.3.4', '1.2.3.4/32', true], ['1.2.3.5', '1.2.3.4/32', false],
    ['fd00::1', 'fc00::/7', true], ['fe00::1', 'fc00::/7', false], ['febf:ffff::1', 'fe80::/10', true], ['fec0::', 'fe80::/10', false], ['::1', '::1/128', true], ['::2', '::1/128', false],
    ['2001:db8::1', '::/0', true], ['2001:db8::1', '0.0.0.0/0', false], ['10.0.0.1', '::/0', false], ['1:2:3:4:5:6:7:8', '1:2:3:4::/64', true],
  ]
  for (const [address, range, expected] of table) t.equal(isWithin(address, range), expected, `${address} in ${range}`)
  t.throws(() => isWithin('nonsense', '10.0.0.0/8'))
  t.throws(() => isWithin('10.0.0.1', '10.0.0.0/33'))
})

t.test('an exception is a part of its range and not the whole', async (t) => {
  t.ok(isPartOf('10.0.0.0/8', '0.0.0.0/0'))
  t.notOk(isPartOf('0.0.0.0/0', '0.0.0.0/0'))
  t.notOk(isPartOf('10.0.0.0/8', '::/0'))
  t.throws(() => allows({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/9'] } }] }] }, { to: outside('10.0.0.1') }))
})

t.test('without a policy everything is open, with one only what a rule allows', async (t) => {
  t.ok(isAllowed({ policies: [] }, { from: pod('a'), to: pod('b'), port: 1 }))
  t.notOk(allows({ podSelector: {} }, {}), 'no types: ingress')
  t.ok(allows({ podSelector: {} }, { to: outside('1.1.1.1') }), 'no types and no egress rules: egress is open')
  t.notOk(allows({ podSelector: {}, policyTypes: ['Egress'] }, { to: outside('1.1.1.1') }))
  t.ok(allows({ podSelector: {}, ingress: [{}] }, {}), 'an empty rule allows everything')
  t.ok(allows({ podSelector: {}, ingress: [{ from: [], ports: [] }] }, {}), 'so do empty lists')
})

t.test('it selects pods of its namespace with its labels', async (t) => {
  const spec = { podSelector: { matchLabels: { app: 'web' } } }
  t.notOk(allows(spec, { to: pod('home', { app: 'web', more: 'x' }) }))
  t.ok(allows(spec, { to: pod('home', { app: 'db' }) }))
  t.ok(allows(spec, { to: pod('other', { app: 'web' }) }))
})

t.test('policies add up', async (t) => {
  const from = (app: string): NetworkPolicy => policy({ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app } } }] }] })
  const cluster = { policies: [from('a'), from('b'), policy({ podSelector: {} })] }
  const asks = (app: string): boolean => isAllowed(cluster, { from: pod('home', { app }), to: pod('home'), port: 80 })
  t.strictSame(['a', 'b', 'c'].map(asks), [true, true, false])
})

t.test('both ends have to agree', async (t) => {
  const [closedIn, closedOut] = [policy({ podSelector: {} }, 'there'), policy({ podSelector: {}, policyTypes: ['Egress'] })]
  const flow = { from: pod('home'), to: pod('there'), port: 80 }
  t.ok(isAllowed({ policies: [] }, flow))
  t.notOk(isAllowed({ policies: [closedIn] }, flow))
  t.notOk(isAllowed({ policies: [closedOut] }, flow))
})

t.test('two selectors in one peer are one condition, two peers are two', async (t) => {
  const [space, app] = [{ namespaceSelector: { matchLabels: { tier: 'edge' } } }, { podSelector: { matchLabels: { app: 'a' } } }]
  const namespaces = { edge: { tier: 'edge' } }
  const table: readonly [NonNullable<NetworkPolicySpec['ingress']>[number]['from'], readonly boolean[]][] = [
    [[{ ...space, ...app }], [true, false, false, false]],
    [[space, app], [true, true, false, true]],
    [[app], [false, false, false, true]],
    [[{ namespaceSelector: {} }], [true, true, true, true]],
  ]
  const froms = [pod('edge', { app: 'a' }), pod('edge', { app: 'b' }), pod('other', { app: 'a' }), pod('home', { app: 'a' })]
  for (const [from, expected] of table) t.strictSame(froms.map((one) => allows({ podSelector: {}, ingress: [{ from: from ?? [] }] }, { from: one }, { namespaces })), expected)
  t.notOk(allows({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }, { from: outside('8.8.8.8') }), 'selectors are about pods')
})

t.test('expressions select', async (t) => {
  const table: readonly [string, readonly string[] | undefined, readonly boolean[]][] = [
    ['In', ['a', 'b'], [true, false, false]], ['NotIn', ['a'], [false, true, true]], ['Exists', undefined, [true, true, false]], ['DoesNotExist', undefined, [false, false, true]],
  ]
  for (const [operator, values, expected] of table) {
    const podSelector = { matchExpressions: [{ key: 'app', operator, ...(values === undefined ? {} : { values: [...values] }) }] }
    const closed = [{ app: 'a' }, { app: 'z' }, {}].map((labels) => !allows({ podSelector }, { to: pod('home', labels) }))
    t.strictSame(closed, expected, operator)
  }
})

t.test('ports by number, range, name and protocol', async (t) => {
  const table: readonly [object, Partial<Flow>, boolean][] = [
    [{ port: 80 }, {}, true], [{ port: 81 }, {}, false], [{ port: 80, protocol: 'UDP' }, {}, false], [{ port: 80, protocol: 'UDP' }, { protocol: 'UDP' }, true], [{ port: 80 }, { protocol: 'UDP' }, false],
    [{ port: 70, endPort: 80 }, {}, true], [{ port: 70, endPort: 79 }, {}, false], [{ protocol: 'TCP' }, {}, true], [{ port: 'metrics' }, {}, false], [{ port: 'metrics' }, { port: 9000 }, true], [{ port: 'unknown' }, { port: 9000 }, false],
  ]
  for (const [port, flow, expected] of table) t.equal(allows({ podSelector: {}, ingress: [{ ports: [port] }] }, flow), expected, `${JSON.stringify(port)} for ${JSON.stringify(flow)}`)
})

t.test('blocks without their exceptions', async (t) => {
  const egress = [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }]
  const reaches = (ip: string): boolean => allows({ podSelector: {}, policyTypes: ['Egress'], egress }, { to: outside(ip) })
  t.strictSame(['1.1.1.1', '10.1.2.3', '2001:db8::1'].map(reaches), [true, false, false])
})
