import t from 'tap'
import { runCommand } from './terminal.ts'

const group = `
apiVersion: kawaja.net/v1
kind: OaatType
metadata: {name: wash}
spec: {type: pod, podspec: {container: {name: wash, image: wash, command: [wash]}}}
---
apiVersion: kawaja.net/v1
kind: OaatGroup
metadata: {name: cars, namespace: default}
spec: {oaatType: wash, oaatItems: [red, blue], frequency: 6h, podRetention: {failed: 1}}
`
const pod = `
apiVersion: v1
kind: Pod
metadata: {name: lonely}
spec: {restartPolicy: Never, containers: [{name: a, image: a}]}
`
const simulate = (args: readonly string[], stdin = group) => runCommand(['simulate', '-', ...args], { stdin })

const table = (out: string): readonly (readonly string[])[] => out.split('\n\n')[0]?.split('\n').map((line) => line.split(/ {2,}/)) ?? []

t.test('it stops at rest, and goes through the whole time when it is asked to', async (t) => {
  t.match(await simulate(['--for', '24h', '-o', 'runs']), { code: 0, out: /: 2 runs, 2 Succeeded/, err: /^at rest after /m })
  t.match(await simulate(['--through', '24h', '-o', 'runs']), { code: 0, out: /: 8 runs, 8 Succeeded/, err: /^after 1d, the last write after [\d.]+ s of the clock: \d+ writes/m })
})

t.test('the table says when a run began, how long it took, how it ended, whose it was, and what tells it from the others', async (t) => {
  const [titles, ...rows] = table((await simulate(['--through', '7h', '--work', '10m', '-o', 'runs'])).out)
  t.strictSame(titles, ['STARTED', 'TOOK', 'RESULT', 'PARENT', 'POD', 'LABELS'])
  t.equal(rows.length, 4)
  t.match(rows[0], ['2026-01-01 00:00:00', '10m1s', 'Succeeded', 'OaatGroup default/cars', /^cars-[0-9a-f]{5}-1$/, /^oaat-name=(red|blue) run=1$/])
  t.match(rows[2], ['2026-01-01 06:10:02', '10m1s'])
  t.match(rows[3]?.[5], /run=4$/)
})

t.test('the timeline is counted when the whole time is gone through, and printed alone when it is asked for', async (t) => {
  const { out } = await simulate(['--through', '24h'])
  const [lines = ''] = /^\d+(?= lines of timeline; -o timeline prints them\n\nSTARTED )/.exec(out) ?? []
  t.match(out, /\nOaatGroup default\/cars\n/, 'the tree is there')
  const alone = (await simulate(['--through', '24h', '-o', 'timeline'])).out
  t.equal(String(alone.split('\n').length - 1), lines)
  t.notMatch(alone, /STARTED|lines of timeline/)
})

t.test('a simulation that stops at rest prints the table between the timeline and the tree', async (t) => {
  t.match((await simulate([])).out, /Succeeded\)\n[^]*\n\nSTARTED [^]*2 runs, 2 Succeeded, never more than 1 at a time\n\nOaatType default\/wash\n/)
  t.match(await simulate(['-o', 'runs'], group.replace('wash}\nspec', 'gone}\nspec')), { out: 'no pod ran to an end\n' })
})

t.test('a crash makes such pods fail, those with a label alone, and the table has the exit code', async (t) => {
  const { out } = await simulate(['--through', '5m', '-o', 'runs', '--fault', 'PodCrash:label=oaat-name:red,exitCode=75@0s+20s'])
  const rows = table(out).slice(1)
  t.ok(rows.some(([, , result, , , labels]) => result === 'Failed, exit code 75' && labels?.startsWith('oaat-name=red')))
  t.notOk(rows.some(([, , result, , , labels]) => result !== 'Succeeded' && labels?.startsWith('oaat-name=blue')))
  t.match(out, /: \d+ runs, .*\d Failed/)
  t.equal(rows.at(-1)?.[2], 'Succeeded')
})

t.test('JSON output has the runs with all their labels', async (t) => {
  const { runs, events } = JSON.parse((await simulate(['--through', '7h', '-o', 'json', '--work', '90s'])).out)
  t.equal(runs.length, 4)
  t.match(runs[0], {
    started: '2026-01-01T00:00:00.028Z', result: 'Succeeded', parent: 'OaatGroup default/cars', pod: /^Pod default\/cars-/,
    labels: { 'parent-name': 'cars', 'oaatoperator.kawaja.net/run': '1' },
  })
  t.ok(runs[0].seconds >= 90 && runs[0].seconds < 95)
  t.ok(events.length > 30)
})

t.test('how long they work is drawn from the seed', async (t) => {
  const [first, again, other] = await Promise.all(['3', '3', '4'].map((seed) => simulate(['--through', '1h', '-o', 'json', '--work', '2m..20m', '--seed', seed])))
  t.equal(first?.out, again?.out)
  t.not(first?.out, other?.out)
  const seconds = JSON.parse(first?.out ?? '').runs.map((run: { readonly seconds: number }) => run.seconds)
  t.ok(seconds.every((took: number) => took >= 120 && took < 1230), seconds.join(' '))
  t.equal(new Set(seconds).size, seconds.length)
})

t.test('a pod of nobody, and one that has not ended', async (t) => {
  t.match((await simulate(['--through', '1m', '-o', 'runs', '--work', '1h'], `${group}---${pod}`)).out, /^STARTED[^]* - +Running +- +lonely\n[^]*\nPods of nobody: 1 run, 1 Running, never more than 1 at a time\n/)
})

t.test('an API server that never answers is a failure also when the whole time is gone through', async (t) => {
  t.match(await simulate(['--through', '1m', '-o', 'runs', '--fault', 'RequestFailed:count=900000']), { code: 1, out: 'no pod ran to an end\n', err: /^KH_NOT_CONVERGED: /m })
})
