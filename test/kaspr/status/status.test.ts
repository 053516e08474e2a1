import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import type { ClusterAccess } from '../../../kaspr/cluster/access.ts'
import { statusCommand } from '../../../kaspr/status/command.ts'
import { Forbidden, NotFound, Unavailable } from '../../../src/engine/api-errors.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { systemClock } from '../../../src/kube/system-clock.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { runCommand } from '../../cli/terminal.ts'
import { runWith } from '../migrate/fixtures/command-run.ts'
import { shop } from './fixtures/shop.ts'
import { scratchFolder } from '../../fixtures/scratch-folder.ts'

const now = '2026-01-03T03:04:05Z'

const cluster = (objects: () => readonly StoredObject[], overrides: Partial<ClusterAccess> = {}): ClusterAccess => ({
  namespace: 'shop',
  list: async ({ kind }, namespace) => objects().filter((object) => object.kind === kind && (namespace === undefined || object.metadata.namespace === namespace)),
  get: async () => undefined,
  update: async (_, object) => object,
  close: () => {},
  ...overrides,
})
const run = (args: readonly string[], objects: readonly StoredObject[] = shop) =>
  runWith(statusCommand({ open: () => cluster(() => objects), clock: systemClock }), args, { now })

t.test('all apps of the current namespace as a table', async (t) => {
  const { code, out, err } = await run([])
  t.match({ code, err }, { code: 0, err: '' })
  t.equal(out, [
    'NAME     READY              MEMBERS   LEADER   REBALANCING   STRIKES   OPERATIONS                                    LAST ROLL                              AGE',
    'orders   False (NotReady)   2/3       0        1/2           2         Rebalance Failed, TerminateMember Requested   agents changed, image a → b (3h ago)   2d',
    'fresh    Unknown            -         -        -             0         -                                             -                                      60s',
    '',
  ].join('\n'))
})

t.test('nothing is coloured', async (t) => {
  t.notMatch((await run(['orders'])).out, /\u001b/)
})

t.test('-A shows the namespaces, -n another one', async (t) => {
  const more = [...shop, ...shop.map((object) => withMetadata(object, { namespace: 'other' }))]
  t.match((await run(['-A'], more)).out, /^NAMESPACE +NAME.*\nshop +orders .*\nshop +fresh .*\nother +orders /)
  t.match((await run(['-n', 'other'], more)).out, /^NAME .*\norders .*\nfresh .*\n$/)
  t.equal((await run(['-n', 'empty'], more)).out, 'no apps in namespace empty\n')
})

t.test('one app with members, conditions, operations and components that have problems', async (t) => {
  const { out } = await run(['orders'])
  t.match(out, /^KasprApp shop\/orders\n {2}ready {7}False \(NotReady\)\n/)
  t.match(out, /last roll {3}agents changed, image a → b \(3h ago\)/)
  t.match(out, /components {2}3, 2 problems/)
  t.match(out, /observed {4}30s ago/)
  t.match(out, /\n {2}0 +yes +yes +no +no +0 +2h\n/)
  t.match(out, /\n {2}1 +yes +no +yes +no +2 +14m +no answer: timeout\n/)
  t.match(out, /\n {2}2 +no +unknown +unknown +unknown +0 +- +ImagePullBackOff: Back-off pulling\n/)
  t.match(out, /\n {2}Progressing +True +Reconciling\n/)
  t.match(out, /\n {2}rebalance-1 +Rebalance +Failed +http-500\n/)
  t.match(out, /\n {2}KasprAgent +reader +InvalidSpec +spec\.input: is missing\n/)
  t.match(out, /\n {2}KasprTable +stock +AppNotFound\n/)
  t.notMatch(out, /sweep|foreign/)
})

t.test('JSON has the same keys whether they are known or not', async (t) => {
  const rows: readonly object[] = JSON.parse((await run(['-o', 'json'])).out)
  const keys = ['namespace', 'name', 'version', 'ready', 'reason', 'members', 'leader', 'rebalancing', 'strikes', 'operations', 'lastRollout', 'createdAt']
  t.strictSame(rows.map((row) => Object.keys(row)), [keys, keys])
  t.match(rows[0], { name: 'orders', leader: 0, strikes: 2, operations: [{ id: 'rebalance-1', type: 'Rebalance', state: 'Failed', message: 'http-500' }, { state: 'Requested', message: null }] })
  t.match(rows[1], { name: 'fresh', ready: 'Unknown', leader: null, operations: [], lastRollout: null })
  const [details]: readonly object[] = JSON.parse((await run(['fresh', '-o', 'json'])).out)
  t.strictSame(Object.keys(details ?? {}), [...keys, 'memberList', 'observedAt', 'conditions', 'components', 'componentProblems'])
})

t.test('from files', async (t) => {
  const file = join(scratchFolder('status'), 'shop.yaml')
  writeFileSync(file, stringify({ apiVersion: 'v1', kind: 'List', items: shop }))
  t.match(await runCommand(['status', file]), { code: 0, out: /shop +orders +False \(NotReady\)/ })
  t.match(await runCommand(['status', 'orders', '-'], { stdin: stringify({ apiVersion: 'v1', kind: 'List', items: shop }) }), { code: 0, out: /^KasprApp shop\/orders\n/ })
  t.match(await runCommand(['status', file, '-n', 'other']), { code: 0, out: 'no apps in namespace other\n' })
})

t.test('a status that somebody else wrote is shown as far as it can be read', async (t) => {
  const odd = (kind: string, name: string, rest: object) => trusted<StoredObject>({ apiVersion: 'kaspr.io/v1alpha1', kind, metadata: { name, namespace: 'shop' }, ...rest })
  const objects = [
    odd('KasprApp', 'odd', { status: { members: [null, { id: 'x' }, { id: 4, leader: true }], conditions: 'none', availableMembers: 7, lastRollout: { reasons: 1 } } }),
    odd('KasprMemberSet', 'odd-app', { spec: { operations: [null, 5, { id: 'a' }] }, status: 'broken' }),
    odd('KasprAgent', 'odd', { metadata: { name: 'odd', namespace: 'shop', labels: { 'kaspr.io/app': 'odd' } }, status: [] }),
  ]
  t.match(await run(['odd'], objects), { code: 0, out: /\n {2}4 +unknown +yes / })
  t.match(await run([], objects), { code: 0, out: /\nodd +Unknown +- +4 / })
})

t.test('control characters never reach the terminal', async (t) => {
  const objects = [trusted<StoredObject>({ apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', metadata: { name: 'bad', namespace: 'shop' }, status: { lastRollout: { reasons: ['\u001b[31mred\u202e'], startedAt: now }, kasprVersion: '\u001b]0;x\u0007' } })]
  for (const args of [[], ['bad']]) t.notMatch((await run(args, objects)).out, /[\u001b\u0007\u202e]/)
})

t.test('member sets that nobody may read, or that are not installed, leave the rest', async (t) => {
  for (const problem of [new NotFound('kasprmembersets'), new Forbidden('kasprmembersets', 'no')]) {
    const list: ClusterAccess['list'] = async (kind, namespace) => {
      if (kind.kind === 'KasprMemberSet') throw problem
      return cluster(() => shop).list(kind, namespace)
    }
    const { out } = await runWith(statusCommand({ open: () => cluster(() => shop, { list }), clock: systemClock }), ['orders'], { now })
    t.match(out, /observed {4}never: no report of the steward/)
  }
})

t.test('--watch prints again what changed, and nothing for time that only passes', async (t) => {
  const looks: (readonly StoredObject[])[] = [shop, shop, shop.slice(0, 2)]
  let asked = 0
  const ended = new AbortController()
  const clock = { now: () => 0, after: (_: number, callback: () => void) => {
    asked += 1
    if (asked === looks.length) ended.abort()
    queueMicrotask(callback)
    return () => {}
  } }
  const command = statusCommand({ open: () => cluster(() => looks[asked] ?? []), clock, signal: ended.signal })
  const { code, out } = await runWith(command, ['--watch'], { now })
  t.equal(code, 0)
  t.equal(out.split('NAME ').length - 1, 2)
  t.match(out, /\n2026-01-03T03:04:05Z\nNAME .*\norders .*\n$/)
})

t.test('--watch outlives a server that fails for a while', async (t) => {
  let asked = 0
  const ended = new AbortController()
  const clock = { now: () => 0, after: (_: number, callback: () => void) => {
    asked += 1
    if (asked === 3) ended.abort()
    queueMicrotask(callback)
    return () => {}
  } }
  const list: ClusterAccess['list'] = async (kind, namespace) => {
    if (asked === 1) throw new Unavailable('kasprapps', 'restarting')
    return cluster(() => asked === 0 ? shop : shop.slice(0, 2)).list(kind, namespace)
  }
  const { code, out, err } = await runWith(statusCommand({ open: () => cluster(() => shop, { list }), clock, signal: ended.signal }), ['-w'], { now })
  t.match({ code, err }, { code: 0, err: 'KH_API_UNAVAILABLE: kasprapps: the server is not there: restarting\n' })
  t.equal(out.split('NAME ').length - 1, 2)
  asked = 1
  await t.rejects(runWith(statusCommand({ open: () => cluster(() => shop, { list }), clock }), ['-w'], { now }), { code: 'KH_API_UNAVAILABLE' }, 'the first look has to succeed')
})

for (const [what, args, code, err] of [
  ['two apps', ['a', 'b'], 2, /^KH_USAGE: name one app at most/],
  ['-n with -A', ['-n', 'x', '-A'], 2, /^KH_USAGE: -n and -A exclude each other/],
  ['an unknown output', ['-o', 'wide'], 2, /^KH_USAGE: -o takes text or json, not wide/],
  ['watching a file', ['x.yaml', '--watch'], 2, /^KH_USAGE: files do not change/],
  ['a file that is not there', ['nowhere/x'], 1, /^KH_FILE_UNREADABLE: /],
  ['no cluster', [], 1, /^KH_KUBE_CONFIG_MISSING: /],
] as const) {
  t.test(`wrong: ${what}`, async (t) => {
    t.match(await runCommand(['status', ...args]), { code, err })
  })
}

t.test('an app that is not there is an error with a code', async (t) => {
  await t.rejects(run(['nobody']), { code: 'KH_OBJECTS_MISSING', message: 'no KasprApp nobody in namespace shop' })
})

t.test('help has an example, also for the plugin of kubectl', async (t) => {
  for (const name of ['status', 'migrate']) t.match(await runCommand([name, '--help']), { code: 0, out: /\nExample: / })
  t.match((await runCommand(['status', '--help'])).out, /kubectl kaspr status/)
})
