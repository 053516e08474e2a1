import t from 'tap'
import { createSandboxes } from '../../../src/sandbox/sandboxes.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { preview } from '../../../studio/replay/preview.ts'
import type { PreviewInput } from '../../../studio/replay/preview.ts'
import type { Preview } from '../../../studio/replay/preview-row.ts'
import { bundleOf, calls, callOf, configMap, letter, now, program, statefulSet } from '../gate/letters.ts'

const sandboxes = createSandboxes({ workers: 1 })
t.teardown(() => sandboxes.stop())

const shown = async (active: string | undefined, candidate: string, given: Partial<PreviewInput> = {}): Promise<Preview> => preview({
  active: active === undefined ? undefined : { bundle: bundleOf(active) }, candidate: { bundle: bundleOf(candidate) }, calls: calls('a'), sandboxes, ...given,
})

const observed = (kind: string, apiVersion: string, fields: JsonObject): JsonObject =>
  ({ [`${kind}.${apiVersion}`]: { 'demo/a': { apiVersion, kind, metadata: { name: 'a', namespace: 'demo', uid: `uid-${kind}`, resourceVersion: '3' }, ...fields } } })

const none = { milliseconds: 0, memoryBytes: 0 }
const withSet = program({ children: `${configMap()}, ${statefulSet('clerk:1')}` })

t.test('two revisions that answer alike differ in nothing', async (t) => {
  const { rows: [row], flags } = await shown(program(), `${program()}// another text`)
  t.match(row, { call: 'r-a', hook: 'sync', now, parent: { kind: 'Letter', name: 'a' }, children: [], status: [], logs: [], flags: [] })
  t.same(Object.keys(row?.active ?? {}), ['milliseconds', 'memoryBytes'])
  t.notOk(row?.resync)
  t.same(flags, [])
})

t.test('C16.5: a StatefulSet that goes is shown and flagged', async (t) => {
  const { rows: [row], flags } = await shown(withSet, program())
  t.match(row?.children, [{ object: 'StatefulSet demo/a', effect: 'deletes', pods: 2, reason: 'deleted with 2 pods' }])
  t.same(row?.flags, ['StatefulSet demo/a is deleted'])
  t.same(flags, ['1 of 1 parents are affected (100 %)', 'StatefulSet demo/a is deleted'])
})

t.test('effects have the words of kaspr-hooks diff', async (t) => {
  const { rows: [row] } = await shown(withSet, program({ children: `${configMap(undefined, "'new'")}, ${statefulSet('clerk:2')}, ${configMap("'b'")}` }))
  t.match(row?.children, [
    { object: 'ConfigMap demo/a', effect: 'inPlace', changes: [{ path: 'data.text', from: 'hello', to: 'new' }] },
    { object: 'ConfigMap demo/b', effect: 'creates' },
    { object: 'StatefulSet demo/a', effect: 'rolls', pods: 2, reason: 'rolls 2 pods: image clerk:1 → clerk:2' },
  ])
})

t.test('an immutable field is refused, and flagged', async (t) => {
  const { rows: [row] } = await shown(withSet, withSet.replace("serviceName: 'post'", "serviceName: 'else'"))
  t.match(row?.children, [{ object: 'StatefulSet demo/a', effect: 'refused', reason: 'refused: immutable spec.serviceName' }])
  t.same(row?.flags, ['StatefulSet demo/a is refused: immutable spec.serviceName'])
})

t.test('the update methods of the registration count', async (t) => {
  const service = (port: number): string => `{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { selector: { app: 'a' }, ports: [{ port: ${port} }] } }`
  const deployment = (image: string): string => statefulSet(image).replace("kind: 'StatefulSet'", "kind: 'Deployment'").replace("serviceName: 'post', ", '')
  const { rows: [row] } = await shown(program({ children: `${service(80)}, ${deployment('clerk:1')}` }), program({ children: `${service(81)}, ${deployment('clerk:2')}` }))
  t.match(row?.children, [{ object: 'Deployment demo/a', effect: 'none', reason: /OnDelete/ }, { object: 'Service demo/a', effect: 'replaces', reason: /Recreate/ }])
  t.same(row?.flags, ['Service demo/a is deleted and made again'])
})

t.test('answers are merged with what is there: fields of others stay', async (t) => {
  const children = observed('ConfigMap', 'v1', { data: { to: 'Ada', text: 'hello', by: 'somebody else' } })
  const { rows: [row] } = await shown(program(), program({ children: configMap(undefined, "'new'") }), { calls: [callOf(letter('a'), { children })] })
  t.same(row?.children.map(({ changes }) => changes), [[{ path: 'data.text', from: 'hello', to: 'new' }]])
})

t.test('without an active revision the candidate is compared with what is there', async (t) => {
  const children = { ...observed('ConfigMap', 'v1', { data: { to: 'Ada', text: 'hello' } }), ...observed('StatefulSet', 'apps/v1', { spec: { replicas: 3 } }) }
  const { rows: [row] } = await shown(undefined, program(), { calls: [callOf(letter('a', { status: { state: 'Old', observedGeneration: 1 } }), { children })] })
  t.match(row?.children, [{ object: 'StatefulSet demo/a', effect: 'deletes', pods: 3 }])
  t.same(row?.children.length, 1)
  t.same(row?.status, [{ path: 'status.state', from: 'Old', to: 'Ready' }])
  t.notOk(row?.active)
})

t.test('status, resync and log are compared, with time and memory of both sides', async (t) => {
  const { rows: [row] } = await shown(
    program({ before: "ctx.log.info('same'); ctx.log.info('old')" }),
    `const kept = [new Uint8Array(8 * 1024 * 1024)]\n${program({ status: "{ state: 'Sent', copies: 2 }", rest: 'resyncAfterSeconds: 30', before: "ctx.log.info('same'); ctx.log.warn('new'); kept.push(1)" })}`,
  )
  t.same(row?.status, [{ path: 'status.state', from: 'Ready', to: 'Sent' }, { path: 'status.copies', to: 2 }])
  t.same(row?.resync, { from: 0, to: 30 })
  t.match(row?.logs, [{ side: 'active', level: 'info', message: 'old' }, { side: 'candidate', level: 'warn', message: 'new' }])
  t.equal(row?.logs.length, 2)
  const [active, candidate] = [row?.active ?? none, row?.candidate ?? none]
  t.ok(active.milliseconds > 0 && candidate.milliseconds > 0)
  t.ok(candidate.memoryBytes > active.memoryBytes)
})

t.test('a candidate that fails changes nothing, and is flagged', async (t) => {
  const { rows: [row], flags } = await shown(program(), program({ before: "throw new Error('no ink')" }), { calls: [callOf(letter('a', { status: { state: 'Ready', observedGeneration: 1 } }), { children: observed('ConfigMap', 'v1', { data: { to: 'Ada', text: 'hello' } }) })] })
  t.match(row, { children: [], status: [], candidate: { failure: { code: 'KH_PROGRAM_STOPPED', kill: 'exception', message: /no ink/ } } })
  t.match(flags, ['1 of 1 parents are affected (100 %)', /the candidate gives no answer: .*no ink/])
})

t.test('a candidate that heals a failing revision is not blamed for it', async (t) => {
  const { rows: [row] } = await shown(program({ before: "throw new Error('no ink')" }), program())
  t.match(row, { active: { failure: { kill: 'exception' } }, children: [{ object: 'ConfigMap demo/a', effect: 'creates' }], flags: [] })
})

t.test('an answer that the policy holds back is a failure with its rule', async (t) => {
  const { rows: [row] } = await shown(program(), program({ children: "{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }" }))
  t.match(row?.candidate.failure, { code: 'KH_GUARD', rule: 'kind-registered' })
})

t.test('few affected parents are no flag, more than a fifth are', async (t) => {
  const changes = (name: string): string => program({ children: configMap(undefined, `parent.metadata.name === '${name}' ? 'new' : 'hello'`) })
  const five = { calls: calls('a', 'b', 'c', 'd', 'e') }
  t.same((await shown(program(), changes('a'), five)).flags, [])
  t.same((await shown(program(), program({ children: configMap(undefined, "'abc'.includes(parent.metadata.name) ? 'new' : 'hello'") }), five)).flags, ['3 of 5 parents are affected (60 %)'])
})

t.test('both sides see the same time: that of the recording, or the one that is asked for', async (t) => {
  const code = program({ before: 'ctx.log.info(ctx.now)' })
  t.equal((await shown(code, code)).rows[0]?.now, now)
  const { rows: [row] } = await shown(program(), code, { now: '2030-01-01T00:00:00Z' })
  t.match(row?.logs, [{ message: '2030-01-01T00:00:00Z' }])
})

t.test('values of Secrets are masked', async (t) => {
  const secret = (value: string): string => program({ children: `{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { key: '${value}' } }` })
  const children = { 'Secret.v1': {} }
  const result = await shown(secret('b2xk'), secret('bmV3'), { calls: [callOf(letter('a'), { children })] })
  t.match(result.rows[0]?.children, [{ object: 'Secret demo/a', effect: 'inPlace', changes: [{ path: 'data.key', from: '***', to: '***' }] }])
  t.notMatch(JSON.stringify(result), /b2xk|bmV3/)
})

t.test('kinds that were allowed since the recording count', async (t) => {
  const pod = program({ children: "{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }" })
  const candidate = { bundle: bundleOf(pod), children: [{ apiVersion: 'v1', kind: 'Secret' }] }
  t.match((await shown(program(), pod)).rows[0]?.candidate.failure, { rule: 'kind-registered' })
  t.match((await shown(program(), pod, { candidate })).rows[0]?.children, [{ object: 'ConfigMap demo/a', effect: 'deletes' }, { object: 'Secret demo/a', effect: 'creates' }])
})

t.test('what the time does not suffice for is said', async (t) => {
  t.same(await shown(program(), program(), { calls: calls('a', 'b'), mostMilliseconds: -1 }), { rows: [], flags: ['2 of 2 recordings were not replayed: the time was over'] })
})

t.test('calls of customize run no program', async (t) => {
  t.same(await shown(program(), program(), { calls: [callOf(letter('a'), { hook: 'customize' })] }), { rows: [], flags: [] })
})

t.test('finalize is replayed too', async (t) => {
  const finalizing = (finalized: boolean): string => `${program()}\nexport const finalize = () => ({ status: {}, children: [], finalized: ${finalized} })`
  const { rows: [row] } = await shown(finalizing(true), finalizing(false), { calls: [callOf(letter('a'), { hook: 'finalize' })] })
  t.same(row?.finalized, { from: true, to: false })
})
