import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { simulateCommand } from '../../src/cli/simulate.ts'
import { lampController } from '../simulation/fixtures/lamp.ts'
import type { manners } from '../simulation/fixtures/lamp.ts'
import { runCommand } from './terminal.ts'
import { scratchFolder } from '../fixtures/scratch-folder.ts'

const app = `
apiVersion: kaspr.io/v1alpha1
kind: KasprApp
metadata: {name: shop, namespace: demo}
spec:
  replicas: 1
  bootstrapServers: kafka:9092
  authentication: {type: plain}
  storage: {type: persistent-claim, class: standard, size: 1Gi}
`
const agent = `
apiVersion: kaspr.io/v1alpha1
kind: KasprAgent
metadata: {name: reader, namespace: demo, labels: {kaspr.io/app: shop}}
spec:
  input: {topic: {name: orders}}
  processors: {pipeline: [], operations: []}
`
const folder = scratchFolder('simulate')
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const simulate = (args: readonly string[], stdin = `${app}---${agent}`) => runCommand(['simulate', '-', ...args], { stdin })

const lampRun = async (manner: keyof typeof manners) => {
  const out: string[] = []
  const err: string[] = []
  const stdin = async (): Promise<string> => 'apiVersion: toys.example.com/v1\nkind: Lamp\nmetadata: {name: desk}\nspec: {colour: red, password: aHVudGVyMg==}\n'
  const terminal = { out: (text: string) => { out.push(text) }, err: (text: string) => { err.push(text) }, stdin, env: {}, now: () => '2026-01-01T00:00:00Z' }
  const code = await simulateCommand([lampController(manner)]).run({ positionals: ['-'], values: { output: 'json' } }, terminal)
  return { code, out: out.join(''), err: err.join('') }
}

t.test('the timeline comes first, then the tree with pods and conditions', async (t) => {
  const { code, out, err } = await simulate([])
  t.equal(code, 0)
  t.match(out, /0\.000s {2}kubectl +created KasprApp demo\/shop\n/)
  t.match(out, /kasprapp +creates StatefulSet demo\/shop-app \(the answer wants it and it is not there\)\n/)
  t.match(out, /\nKasprApp demo\/shop\n│ {3}Progressing=False/)
  t.match(out, /├─ StatefulSet demo\/shop-app {2}1\/1 ready\n│ {2}└─ Pod demo\/shop-app-0 {2}Running, ready\n/)
  t.match(out, /\nPersistentVolumeClaim demo\/shop-app-pv-shop-app-0 {2}Bound\n/)
  t.match(out, /\nKasprAgent demo\/reader\n.*Ready=True \(AppFound\)/)
  t.match(err, /^at rest after [\d.]+ s of the clock, 0 writes at rest: \d+ writes, at most \d+ rounds a parent\n$/m)
})

t.test('JSON output has its eight keys', async (t) => {
  const { code, out } = await simulate(['-o', 'json'])
  const simulation = JSON.parse(out)
  t.equal(code, 0)
  t.strictSame(Object.keys(simulation), ['converged', 'rounds', 'writes', 'writesAtRest', 'seconds', 'objects', 'events', 'runs'])
  t.strictSame(simulation.runs, [], 'members of an app are no runs')
  t.match(simulation, { converged: true, writesAtRest: 0, rounds: Number, writes: Number, seconds: Number })
  t.ok(simulation.objects.every((object: { kind: string }) => object.kind !== 'Namespace' && object.kind !== 'StorageClass'))
})

t.test('values of Secrets stand nowhere', async (t) => {
  const { out } = await lampRun('good')
  t.notMatch(JSON.stringify(JSON.parse(out).objects.filter((object: { kind: string }) => object.kind === 'Secret')), /hunter2|aHVudGVyMg/)
  t.match(JSON.parse(out).objects.find((object: { kind: string }) => object.kind === 'Secret'), { data: { password: '***' } })
  t.notMatch(JSON.stringify(JSON.parse(out).events), /hunter2|aHVudGVyMg/)
})

t.test('a hot loop ends with exit code 1 and names object and field', async (t) => {
  const { code, out, err } = await lampRun('flipping')
  t.equal(code, 1)
  t.equal(JSON.parse(out).converged, false)
  t.match(err, /KH_NOT_CONVERGED: it does not come to rest\n/)
  t.match(err, /ConfigMap default\/desk was written \d+ times: .*data\.colour flips between "(red|blue)" and "(red|blue)" \(metacontroller\)/)
})

t.test('a hook that fails is explained', async (t) => {
  t.match(await lampRun('broken'), { code: 1, err: /Lamp default\/desk: the last pass of lamp failed: .*the bulb is broken/ })
})

t.test('it ends when a condition is true', async (t) => {
  t.match(await simulate(['--until', 'Ready']), { code: 0, err: /^Ready after [\d.]+ s of the clock/m })
  t.match(await simulate(['--until', 'kasprapp/shop=Ready', '--fault', 'PodPending', '--for', '5m']), { code: 1, err: /^KH_NOT_REACHED: kasprapp\/shop=Ready did not come true\n {2}KasprApp shop: Ready=False \(NotReady\)/m })
  t.match(await simulate(['--until', 'kasprapp/nobody=Ready', '--for', '5m']), { code: 1, err: /kasprapp\/nobody does not exist/ })
  t.match(await simulate(['--until', 'kasprapp/shop=Ready=False', '--fault', 'PodUnready@30s']), { code: 0 })
})

t.test('further documents are applied at their time', async (t) => {
  const more = file('more.yaml', app.replace('replicas: 1', 'replicas: 2'))
  const { code, out } = await simulate(['--apply-at', '30s', more])
  t.equal(code, 0)
  t.match(out, / 30\.000s {2}kubectl +changed KasprApp demo\/shop \(.*spec\.replicas\)/)
})

t.test('faults begin and end when they should, and pods recover', async (t) => {
  const { code, out } = await simulate(['--fault', 'PodCrash:name=shop-app-0,times=2@30s', '--fault', 'PodPending@1m+10s', '--fault', 'EngineRestart@40s'])
  t.equal(code, 0)
  t.match(out, / 30\.000s {2}user +PodCrash begins: Pod shop-app-0\n/)
  t.match(out, / 60\.000s {2}user +PodPending begins: Pod \*\n/)
  t.match(out, / 70\.000s {2}user +PodPending ends: Pod \*\n/)
  t.match(out, / 40\.000s {2}user +restarted Engine metacontroller\n/)
  t.match(out, /Pod demo\/shop-app-0 {2}Running, ready, \d restarts/)
})

t.test('the same seed gives the same bytes, another one another order', async (t) => {
  const [first, second, third] = await Promise.all(['5', '5', '6'].map((seed) => simulate(['--seed', seed])))
  t.equal(first?.out, second?.out)
  t.not(first?.out, third?.out)
})

t.test('an invalid parent is shown, and is no failure of the simulation', async (t) => {
  const { code, out } = await simulate([], `${app}---${agent.replace('topic: {name: orders}', 'topic: {name: orders, pattern: x}')}`)
  t.equal(code, 0)
  t.match(out, /KasprAgent demo\/reader\n +Ready=False \(InvalidSpec\) spec\.input\.topic/)
})

t.test('fields that nobody reads are pointed out', async (t) => {
  t.match(await simulate([], `${app}  replica: 3\n`), { code: 0, err: /^warning: standard input, document 1 \(KasprApp\/shop\): spec\.replica: unknown field, ignored\n/ })
})

for (const [name, stdin, expected] of [
  ['of an unknown kind', `${app}---\napiVersion: v9\nkind: Foo\nmetadata: {name: a}\n`, /^KH_DOCUMENT_INVALID: -, document 2: No matches for kind "Foo" in version "v9"\n/],
  ['that the schema refuses', app.replace('storage: {', 'store: {'), /KH_DOCUMENT_INVALID: -, document 1: KasprApp demo\/shop is invalid: spec\.storage: is required\n/],
  ['that is no object', 'hello\n', /^KH_DOCUMENT_INVALID: -, document 1: /],
] as const) {
  t.test(`a document ${name} is a coded error with its place`, async (t) => {
    t.match(await simulate([], stdin), { code: 1, out: '', err: expected })
  })
}

for (const [args, expected] of [
  [['-o', 'xml'], /-o takes text or timeline or runs or json, not xml/],
  [['--seed', 'x'], /--seed takes a whole number/],
  [['--for', 'long'], /--for takes a time/],
  [['--through', 'long'], /--through takes a time such as 24h, not long/],
  [['--through', '0s'], /--through takes a time/],
  [['--through', '24h', '--for', '1h'], /--through and --for exclude each other/],
  [['--through', '24h', '--until', 'Ready'], /--through and --until exclude each other/],
  [['--work', 'hard'], /--work takes a time such as 5s, or two such as 2m\.\.20m, not hard/],
  [['--work=-1s'], /--work takes a time/],
  [['--work', '5s..'], /--work takes a time/],
  [['--work', '5s..x'], /--work takes a time/],
  [['--work', '5s..1s'], /--work takes a time/],
  [['--work', '1s..2s..3s'], /--work takes a time/],
  [['--until', 'kasprapp/shop'], /--until takes a condition/],
  [['--apply-at', '30s'], /--apply-at takes a time and a file/],
  [['--apply-at', 'soon', 'x.yaml'], /--apply-at takes a time and a file/],
  [['--fault', 'Podcrash'], /starts with none of PodCrash, /],
  [['--fault', 'PodCrash:pod=x'], /has no field pod; it takes name, namespace, label, exitCode, times/],
  [['--fault', 'PodCrash:times=-1'], /times takes 3 or always, not -1/],
  [['--fault', 'PodCrash:name=a=b'], /name takes pod/],
  [['--fault', 'PodCrash:label=x'], /label takes name:value, not x/],
  [['--fault', 'PodCrash@noon'], /noon is no time/],
  [['--fault', 'SlowStart'], /needs delay=<10s>/],
  [['--fault', 'ControllerRestart:controller=Nobody'], /controller takes GarbageCollector or/],
] as const) {
  t.test(`${args.join(' ')} is wrong usage`, async (t) => {
    t.match(await simulate(args), { code: 2, out: '', err: new RegExp(`^KH_USAGE: .*${expected.source}`) })
  })
}

t.test('without a file it is wrong usage', async (t) => {
  t.match(await runCommand(['simulate']), { code: 2, err: /^KH_USAGE: name at least one file\n/ })
})
