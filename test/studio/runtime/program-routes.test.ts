import { join } from 'node:path'
import t from 'tap'
import { createSandboxes } from '../../../src/sandbox/sandboxes.ts'
import { answering, asked, bundleSpec, codeOf, compiled, greeting, myResource } from './fixtures/program.ts'
import { openPrograms, sync } from './fixtures/service.ts'

const answer = { status: {}, children: [] }

t.test('a program answers with the code that came in the request', async (t) => {
  const { post } = openPrograms(t)
  const { status, headers, body } = await post(sync)
  t.equal(status, 200)
  t.equal(headers['content-type'], 'application/json; charset=utf-8')
  t.equal(headers['etag'], undefined)
  t.same(body, { status: { message: 'hi', at: '2026-03-01T12:00:00Z' }, children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { message: 'hi' } }] })
})

t.test('sandboxes are made at the first call of a program, and once', async (t) => {
  const { post, made } = openPrograms(t)
  await post('/hooks/programs/hello/customize', { controller: {}, parent: myResource() })
  t.equal(made(), 0)
  await Promise.all([post(sync), post(sync)])
  t.equal(made(), 1)
})

t.test('nothing of one call is there in the next, and every call runs the code that it brings', async (t) => {
  const { post } = openPrograms(t)
  const counting = 'let n = 0\nexport const sync = () => { n += 1; return { status: { n }, children: [] } }'
  for (let at = 0; at < 3; at += 1) t.same((await post(sync, asked({ bundle: bundleSpec(counting) }))).body.status, { n: 1 })
  t.same((await post(sync, asked({ bundle: bundleSpec(answering({ status: { other: true }, children: [] })) }))).body.status, { other: true })
  t.same((await post(sync, asked({ bundle: bundleSpec(counting) }))).body.status, { n: 1 })
})

t.test('two programs at once get their own code and their own answers', async (t) => {
  const { post } = openPrograms(t)
  const calls = Array.from({ length: 20 }, (_, at) => {
    const program = at % 2 === 0 ? 'hello' : 'other'
    const spec = { ...bundleSpec(answering({ status: { program, at }, children: [] })), program }
    const related = { 'HookBundle.studio.kaspr.io/v1alpha1': { [program]: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookBundle', metadata: { name: program }, spec } } }
    return post(`/hooks/programs/${program}/sync`, asked({ related }))
  })
  t.same((await Promise.all(calls)).map(({ body }) => body.status), calls.map((_, at) => ({ program: at % 2 === 0 ? 'hello' : 'other', at })))
})

t.test('the program sees the request without code, its own or that of others', async (t) => {
  const { post } = openPrograms(t)
  const source = 'export const sync = (request) => ({ status: { keys: Object.keys(request), related: Object.keys(request.related) }, children: [] })'
  const { body } = await post(sync, asked({ bundle: bundleSpec(source), related: { 'Secret.v1': {} } }))
  t.same(body.status, { keys: ['controller', 'parent', 'children', 'related', 'finalizing'], related: ['Secret.v1'] })
})

const failures = [
  ['no bundle', asked({ related: { 'HookBundle.studio.kaspr.io/v1alpha1': {} } }), 'KH_PROGRAM_BUNDLE_MISSING'],
  ['a bundle of another name', asked({ related: { 'HookBundle.studio.kaspr.io/v1alpha1': { other: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookBundle', metadata: { name: 'other' }, spec: bundleSpec(greeting) } } } }), 'KH_PROGRAM_BUNDLE_MISSING'],
  ['a bundle that names another program', asked({ related: { 'HookBundle.studio.kaspr.io/v1alpha1': { hello: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookBundle', metadata: { name: 'hello' }, spec: bundleSpec(greeting, { program: 'other' }) } } } }), 'KH_PROGRAM_BUNDLE_INVALID'],
  ['a bundle without limits', asked({ related: { 'HookBundle.studio.kaspr.io/v1alpha1': { hello: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookBundle', metadata: { name: 'hello' }, spec: { program: 'hello' } } } } }), 'KH_PROGRAM_BUNDLE_INVALID'],
  ['code that was changed on its way', asked({ bundle: bundleSpec(greeting, { active: { ...codeOf(greeting), code: answering(answer) } }) }), 'KH_PROGRAM_DIGEST'],
  ['a program that throws', asked({ bundle: bundleSpec('export const sync = () => { throw new TypeError("no ink") }') }), 'KH_PROGRAM_STOPPED'],
  ['a program that never ends', asked({ bundle: bundleSpec('export const sync = () => { for (;;); }') }), 'KH_PROGRAM_STOPPED'],
  ['a program without sync', asked({ bundle: bundleSpec('export const finalize = () => 1') }), 'KH_PROGRAM_STOPPED'],
  ['broken syntax', asked({ bundle: bundleSpec(greeting, { active: compiled('export const sync = (') }) }), 'KH_PROGRAM_STOPPED'],
  ['an answer with a field that Metacontroller does not know', asked({ bundle: bundleSpec(answering({ ...answer, resync: 3 })) }), 'KH_PROGRAM_ANSWER_INVALID'],
  ['an answer without children', asked({ bundle: bundleSpec(answering({ status: {} })) }), 'KH_PROGRAM_ANSWER_INVALID'],
  ['an answer that is a list', asked({ bundle: bundleSpec(answering([])) }), 'KH_PROGRAM_ANSWER_INVALID'],
  ['children that no rule allows', asked({ bundle: bundleSpec(answering({ ...answer, children: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }] })) }), 'KH_GUARD'],
] as const

for (const [what, payload, code] of failures) {
  t.test(`${what} is a coded 500 without children`, async (t) => {
    const { post } = openPrograms(t)
    const { status, headers, body } = await post(sync, payload)
    t.match({ status, code: body.code, children: body.children }, { status: 500, code, children: undefined })
    t.equal(headers['content-type'], 'application/problem+json')
  })
}

t.test('what is wrong with the envelope is the caller\'s mistake', async (t) => {
  const { post } = openPrograms(t)
  t.match(await post(sync, '{'), { status: 400, body: { code: 'KH_BODY_NOT_JSON' } })
  t.match(await post(sync, '[]'), { status: 400, body: { code: 'KH_ENVELOPE_INVALID' } })
  t.match(await post(sync, { ...asked(), parent: {} }), { status: 400, body: { code: 'KH_ENVELOPE_INVALID' } })
  t.match(await post(sync, asked({ parent: { ...myResource(), apiVersion: 'example.com/v2' } })), { status: 422, body: { code: 'KH_PARENT_MISMATCH' } })
  t.match(await post(sync, 'x', { 'content-type': 'text/plain' }), { status: 415 })
})

t.test('the same gate stands before programs as before other hooks', async (t) => {
  const tokenFile = join(t.testdir({ token: 'sesame' }), 'token')
  const { post } = openPrograms(t, {}, { tokenFile, limits: { bodyBytes: 20_000 } })
  t.match(await post(sync), { status: 401, body: { code: 'KH_UNAUTHORIZED' } })
  const authorization = 'Bearer sesame'
  t.match(await post(sync, asked(), { authorization }), { status: 200 })
  t.match(await post(sync, asked({ parent: myResource('x'.repeat(20_000)) }), { authorization }), { status: 413, body: { code: 'KH_BODY_TOO_LARGE' } })
  const { post: shut } = openPrograms(t, {}, { limits: { requestsInWork: 1 } })
  const [one, other] = await Promise.all([shut(sync), shut(sync)])
  t.match(one, { status: 200 })
  t.match(other, { status: 429, headers: { 'retry-after': /^\d+$/ } })
})

t.test('more calls than sandboxes can take are told to come back, which is the only quiet way to wait', async (t) => {
  const { post, get } = openPrograms(t, { sandboxes: async () => createSandboxes({ workers: 1, queue: 1 }) })
  const slow = asked({ bundle: bundleSpec('export const sync = () => { for (let n = 0; n < 2e6; n += 1); return { status: {}, children: [] } }') })
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(sync, slow)))
  const refused = answers.filter(({ status }) => status === 429)
  t.ok(refused.length >= 4 && refused.length < 6, `${refused.length} refused`)
  for (const { headers, body } of refused) t.match({ headers, body }, { headers: { 'retry-after': /^[1-9]\d*$/, 'content-type': 'application/problem+json' }, body: { code: 'KH_OVERLOADED', children: undefined } })
  t.strictSame(answers.filter(({ status }) => status !== 429).map(({ status }) => status).filter((status) => status !== 200), [])
  t.match(await get('/metrics'), `outcome="overloaded"} ${refused.length}`)
})

t.test('a broken engine is our failure, not the program\'s', async (t) => {
  const { post, programs } = openPrograms(t, { sandboxes: async () => createSandboxes({ workers: 1, compile: async () => Promise.reject(new TypeError('no such file')) }) })
  t.match(await post(sync), { status: 500, body: { code: 'KH_ENGINE_BROKEN', children: undefined } })
  t.strictSame(await programs.traffic.outcomes('hello', 0), [])
})

t.test('only names of programs are taken for names of programs', async (t) => {
  const { post } = openPrograms(t)
  const names = ['..%2f..%2fetc', '%2e%2e', 'a%00b', 'a%0d%0ax-injected:1', 'h%C3%A9llo', '%F0%9F%98%80', 'Hello', '-a', 'a_b', 'a.b', 'x'.repeat(51), 'x'.repeat(5000), '__proto__', 'hello%2fsync', '%']
  for (const name of names) {
    const { status, headers } = await post(`/hooks/programs/${name}/sync`)
    t.ok(status === 404 || status === 400 || status === 414, `${name.slice(0, 60)} ${status}`)
    t.equal(headers['x-injected'], undefined)
  }
  for (const name of ['constructor', 'tostring', 'x'.repeat(50)]) t.match((await post(`/hooks/programs/${name}/sync`)).body, { code: 'KH_PROGRAM_BUNDLE_MISSING' }, name)
  t.match(await post('/hooks/programs/hello/other'), { status: 404 })
})
