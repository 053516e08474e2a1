import t from 'tap'
import { createSandboxes } from '../../../src/sandbox/sandboxes.ts'
import type { Sandboxes } from '../../../src/sandbox/sandbox.ts'
import type { GateInput } from '../../../studio/gate/gate.ts'
import { properties, runGate } from '../../../studio/gate/run-gate.ts'
import { bundleOf, calls, callOf, candidateOf, configMap, letter, now, program, statefulSet } from './letters.ts'

const sandboxes = createSandboxes({ workers: 1 })
t.teardown(() => sandboxes.stop())

const gate = async (code: string, given: Partial<GateInput> = {}) =>
  runGate({ candidate: candidateOf(code), active: undefined, message: 'a change', calls: calls('a', 'b'), sandboxes, now, ...given })

/** Names and messages of the properties that do not hold. */
const failures = async (code: string, given: Partial<GateInput> = {}): Promise<readonly (readonly [string, string])[]> =>
  (await gate(code, given)).properties.flatMap(({ name, result, message = '' }) => result === 'failed' ? [[name, message] as const] : [])

const finalizing = "\nexport const finalize = ({ children }) => ({ status: {}, children: [], finalized: Object.keys(children['ConfigMap.v1']).length === 0 })"

const withConditions = `
import { conditions, labels, name, stableHash } from '@studio/k8s'
export const sync = ({ parent, children }, ctx) => {
  const seen = children['ConfigMap.v1'][parent.metadata.namespace + '/' + name(parent.metadata.name, 'text')] !== undefined
  const ready = { type: 'Ready', status: seen ? 'True' : 'False', reason: seen ? 'Made' : 'Making' }
  return {
    children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name(parent.metadata.name, 'text'), labels: labels(parent.metadata.name) }, data: { hash: stableHash(parent.spec) } }],
    status: { state: seen ? 'Ready' : 'Pending', conditions: conditions(parent.status?.conditions, [ready], ctx.now) },
  }
}
`

/** What real programs do: workloads, stable conditions, a finalize. */
const honest = [
  withConditions,
  program(),
  program({ children: `${configMap()}, ${statefulSet('clerk:1')}`, status: "{ state: children['StatefulSet.apps/v1']?.[`demo/${parent.metadata.name}`]?.status?.readyReplicas === 2 ? 'Ready' : 'Waiting' }" }),
  program({ children: `${configMap()}, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'post' }, spec: { ports: [{ port: 80 }], selector: { app: 'post' } } }` }),
  program({ status: "{ state: 'Ready', seconds: Date.parse(ctx.now) / 1000 }", rest: 'resyncAfterSeconds: 1' }),
  program() + finalizing,
]

for (const [index, code] of honest.entries()) {
  t.test(`honest program ${index + 1} passes everything`, async (t) => {
    const report = await gate(code)
    t.same(report.properties.filter(({ result }) => result !== 'passed'), [])
    t.equal(report.passed, true)
    t.equal(report.recordings, 2)
    t.same(report.properties.map(({ name }) => name), properties.map(({ name }) => name))
  })
}

/** The second time that a request comes, the answer is another one: what only a broken sandbox could do. */
const forgetful = (): Sandboxes => {
  const seen = new Map<string, number>()
  return {
    ...sandboxes,
    run: async (call) => {
      const key = `${call.now} ${call.request}`
      const times = (seen.get(key) ?? 0) + 1
      seen.set(key, times)
      const result = await sandboxes.run(call)
      return result.ok && times === 2 ? { ...result, output: result.output.replace('"Ready"', '"Else"') } : result
    },
  }
}

interface Caught { readonly by: string; readonly says: RegExp; readonly code: string; readonly given?: () => Partial<GateInput> }

const rename = "const has = (name) => children['ConfigMap.v1'][`demo/${name}`] !== undefined"
const twoNames = `${configMap("'main'")}, ${configMap("has('extra-a') || !has('main') ? 'extra-a' : 'extra-b'")}`

const greedy = `const kept = [new Uint8Array(5 * 1024 * 1024)]\n${program({ before: 'kept.push(1)' })}`

const dishonest: Readonly<Record<string, Caught>> = {
  'answers by chance': { by: 'deterministic', says: /status\.state: Ready → Else/, code: program(), given: () => ({ sandboxes: forgetful() }) },
  'takes the first label': { by: 'order-free', says: /in reverse order .*data\.to: team → app/, code: program({ children: configMap().replace('parent.spec.to', "Object.keys(parent.metadata.labels ?? {})[0] ?? ''") }) },
  'writes the time into a child': { by: 'clock', says: /one second later/, code: program({ children: configMap(undefined, 'ctx.now') }) },
  'does not live to see tomorrow': { by: 'clock', says: /one day later/, code: program({ before: "if (ctx.now > '2026-05-05') throw new Error('too late')" }) },
  'counts its calls in the status': { by: 'fixpoint', says: /applied 3 times .*status\.copies: 3 → 4/, code: program({ status: '{ copies: (parent.status?.copies ?? 0) + 1 }' }) },
  'writes the time into the status': { by: 'fixpoint', says: /the status changes with every second/, code: program({ status: '{ seconds: Date.parse(ctx.now) / 1000 }' }) },
  'names a child by the day': { by: 'idempotent naming', says: /ConfigMap letter-2026-05-05 instead of ConfigMap letter-2026-05-04/, code: program({ children: configMap("'letter-' + ctx.now.slice(0, 10)") }) },
  'names a child by a counter': { by: 'idempotent naming', says: /resourceVersion/, code: program({ children: configMap("'letter-' + parent.metadata.resourceVersion") }) },
  'takes another name when it does not see its child': { by: 'stale view', says: /does not see ConfigMap demo\/extra-a yet, it makes ConfigMap extra-b/, code: program({ before: rename, children: twoNames }) },
  'relies on an optional list': { by: 'total', says: /without spec\.marks there is no answer/, code: program({ children: configMap(undefined, "parent.spec.marks.join(' ')") }) },
  'relies on a field that may be null': { by: 'total', says: /with spec\.stamp null/, code: program({ children: configMap(undefined, "String(parent.spec.stamp === undefined ? '' : parent.spec.stamp.value)") }) },
  'believes that its child always has a status': {
    by: 'total', says: /after its answer was applied: without status of StatefulSet demo\/a there is no answer/,
    code: program({ children: statefulSet('clerk:1'), before: "const replicas = Object.values(children['StatefulSet.apps/v1']).map((one) => one.status.replicas)" }),
  },
  'never lets go': { by: 'finalize', says: /no children left, but never answers finalized: true/, code: `${program()}\nexport const finalize = () => ({ status: {}, children: [], finalized: false })` },
  'needs half of its memory': { by: 'limits', says: /MiB; the half of 8 MiB/, code: greedy, given: () => ({ candidate: { ...candidateOf(greedy), bundle: bundleOf(greedy, { memoryMiB: 8 }) } }) },
  'never ends': { by: 'limits', says: /stopped \(timeout\)/, code: program({ before: 'while (true) {}' }), given: () => ({ calls: calls('a') }) },
  'has a status that its CRD does not know': { by: 'schema', says: /status\.colour is not in the schema/, code: program({ status: "{ colour: 'red' }" }) },
  'makes a workload without selector': { by: 'schema', says: /StatefulSet demo\/a: spec\.selector is required/, code: program({ children: statefulSet('clerk:1').replace("selector: { matchLabels: { app: 'post' } },", '') }) },
  'asks for what the policy forbids': { by: 'schema', says: /held back.*hostPath/i, code: program({ children: statefulSet('clerk:1').replace('containers:', "volumes: [{ name: 'v', hostPath: { path: '/' } }], containers:") }) },
}

for (const [what, { by, says, code, given }] of Object.entries(dishonest)) {
  t.test(`a program that ${what} is caught by ${by} alone`, async (t) => {
    const found = await failures(code, given?.() ?? {})
    t.same(found.map(([name]) => name), [by])
    t.match(found[0]?.[1], says)
    t.match(found[0]?.[1], new RegExp(`^${by}: recording r-[ab] \\(Letter demo/[ab]\\)[:,] `))
  })
}

const withSet = program({ children: `${configMap()}, ${statefulSet('clerk:1')}` })

t.test('C16.5: a candidate that deletes a StatefulSet is blocked, unless its message allows it', async (t) => {
  const active = candidateOf(withSet)
  const [failure, ...others] = await failures(program(), { active })
  t.same(others, [])
  t.match(failure?.[1], /^no surprise: recording r-a \(Letter demo\/a\): .*StatefulSet demo\/a is deleted.*allow-deletes: StatefulSet/)
  t.equal((await gate(program(), { active, message: 'smaller\n\nallow-deletes: Service, StatefulSet' })).passed, true)
  t.equal((await gate(program(), { active, message: 'allow-deletes: Service' })).passed, false)
})

t.test('without an active revision, what is there must stay', async (t) => {
  const there = { 'StatefulSet.apps/v1': { 'demo/old': { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'old', namespace: 'demo', uid: 'u1' }, spec: {} } } }
  const [failure] = await failures(program(), { calls: [callOf(letter('a'), { children: there })] })
  t.match(failure?.[1], /^no surprise: .*StatefulSet demo\/old is deleted/)
})

t.test('C16.12: broken syntax passes nothing', async (t) => {
  const report = await gate('export const sync = (request) => {')
  t.equal(report.passed, false)
  t.same(report.properties.filter(({ result }) => result === 'passed').map(({ name }) => name), ['finalize', 'limits'])
  t.match(report.properties.find(({ name }) => name === 'total')?.message, /^total: recording r-a .*as it was recorded, there is no answer/)
})

t.test('a new program is tried on parents that its schema allows', async (t) => {
  const report = await gate(program(), { calls: [], candidate: candidateOf(program(), { children: [{ apiVersion: 'v1', kind: 'ConfigMap' }] }) })
  t.same(report.properties.filter(({ result }) => result !== 'passed'), [])
  t.equal(report.recordings, 0)
  const failed = await failures(program({ children: configMap(undefined, 'parent.spec.text.trim()') }), { calls: [], candidate: candidateOf(program({ children: configMap(undefined, 'parent.spec.text.trim()') }), { children: [{ apiVersion: 'v1', kind: 'ConfigMap' }] }) })
  t.match(failed, [['total', /made-from-schema-minimal/]])
})

t.test('nothing is passed when there is nothing to try', async (t) => {
  const report = await gate(program(), { calls: [], candidate: candidateOf(program(), { schemas: new Map() }) })
  t.equal(report.passed, false)
  t.same(report.properties.filter(({ result }) => result === 'passed').map(({ name }) => name), ['finalize'])
})

t.test('what the time does not suffice for is not run, and the report is not passed', async (t) => {
  const report = await gate(program(), { mostMilliseconds: 0 })
  t.equal(report.passed, false)
  t.match(report.properties[0], { name: 'deterministic', result: 'notRun', message: /did not end within 0 ms/ })
  t.same(report.properties.filter(({ result }) => result === 'failed'), [])
})

t.test('a program that never ends is stopped three times, not for every recording', async (t) => {
  const code = program({ before: 'while (true) {}' })
  const report = await gate(code, { candidate: candidateOf(code, { bundle: bundleOf(code, { timeoutMs: 60 }) }), calls: calls(...'abcdefghijklmnopqrstuvwxyz') })
  t.equal(report.properties.reduce((sum, { runs }) => sum + runs, 0), 4)
  t.same(report.properties.filter(({ result }) => result === 'failed').map(({ name }) => name), ['limits'])
})

t.test('a child that is made anew in every pass has no rest', async (t) => {
  const templates = "volumeClaimTemplates: [{ metadata: { name: 'mail' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],"
  const call = callOf(letter('a'))
  const recreating = { ...call, request: { ...call.request, controller: { spec: { childResources: [{ apiVersion: 'apps/v1', resource: 'statefulsets', updateStrategy: { method: 'Recreate' } }] } } } }
  const code = program({ children: statefulSet('clerk:1', templates) })
  t.match(await failures(code, { calls: [recreating] }), [['fixpoint', /StatefulSet demo\/a is deleted and made again in every pass/]])
  t.same(await failures(code), [])
})

t.test('a pool without room is no mistake of the program', async (t) => {
  const full: Sandboxes = { ...sandboxes, run: async () => ({ ok: false, kill: 'overloaded', message: 'full', logs: [], droppedLogs: 0, milliseconds: 0, memoryBytes: 0, waited: 0 }) }
  const report = await gate(program(), { sandboxes: full })
  t.same(report.properties.filter(({ result }) => result === 'failed'), [])
  t.match(report.properties[0], { result: 'notRun', message: /No sandbox was free/ })
  t.equal(report.passed, false)
})

t.test('wrong types are not green, warnings are', async (t) => {
  const place = { line: 3, column: 1, endLine: 3, endColumn: 2, code: 'TS2322' } as const
  const warned = await gate(program(), { diagnostics: [{ ...place, severity: 'warning', message: 'odd' }] })
  t.match(warned, { passed: true, properties: [{ name: 'types', result: 'passed' }] })
  const wrong = await gate(program(), { diagnostics: [{ ...place, severity: 'error', message: 'a string is no number' }, { ...place, severity: 'error', message: 'again' }] })
  t.match(wrong, { passed: false, properties: [{ name: 'types', result: 'failed', message: 'types: 2 errors, the first one in line 3: a string is no number' }] })
  t.same(wrong.properties.slice(1).filter(({ result }) => result !== 'passed'), [], 'everything else was looked at, too')
})

t.test('the same seed gives the same report', async (t) => {
  const code = program({ children: configMap(undefined, "parent.spec.marks.join(' ')") })
  t.same(await failures(code, { seed: 5 }), await failures(code, { seed: 5 }))
})
