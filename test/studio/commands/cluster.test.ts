import t from 'tap'
import type { Command } from '../../../src/cli/command.ts'
import { memoryStore } from '../../../src/engine/memory-store.ts'
import type { MemoryStore } from '../../../src/engine/memory-store.ts'
import { Forbidden } from '../../../src/engine/api-errors.ts'
import type { ObjectStore, StoredObject } from '../../../src/engine/object-store.ts'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import { CustomResourceDefinition } from '../../../hooks/program/custom-resource-definition.ts'
import { virtualClock } from '../../../src/engine/virtual-clock.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { programCommand } from '../../../studio/commands/program-command.ts'
import { typesOf } from '../../../studio/authoring/declarations/types-of.ts'
import { fakeServer, json, kubeconfig, refusal } from '../../kube/fake-server.ts'
import { runCommand } from '../../cli/terminal.ts'
import { definition, sampleSchema, sampleSource, typed } from '../authoring/sample.ts'
import { digest, files, program, revision } from './folder.ts'

const stored = (object: unknown): StoredObject => trusted<StoredObject>(object)

/** A cluster with the sample program, and the command on it. */
const cluster = async (t: { readonly testdir: (files: Record<string, string>) => string }, { user = 'alice', store = (own: MemoryStore): ObjectStore => own } = {}) => {
  const clock = virtualClock(0)
  const own = memoryStore({ clock })
  await own.create(HookProgram, stored(program()))
  await own.create(CustomResourceDefinition, stored(definition(sampleSchema)))
  let closed = 0
  const command: Command = programCommand(() => ({ store: store(own), user: async () => user, close: () => { closed += 1 } }))
  const run = async (args: readonly string[], values: Record<string, string> = {}) => {
    const [out, err]: [string[], string[]] = [[], []]
    const code = await command.run({ positionals: args, values }, { out: (text) => { out.push(text) }, err: (text) => { err.push(text) }, stdin: async () => '', env: {}, now: () => '2026-01-01T00:00:00Z' })
    return { code, out: out.join(''), err: err.join('') }
  }
  return { own, run, closed: () => closed, folder: t.testdir(files()), pass: (name: string) => own.updateStatus(HookRevision, stored({ apiVersion: HookRevision.apiVersion, kind: 'HookRevision', metadata: { name }, status: { checks: { passed: true, at: '2026-01-01T00:00:00Z', recordings: 1, properties: [] } } })) }
}

const second = sampleSource.replace("'message')", "'text')")

t.test('push makes a revision with author, digests and base', async (t) => {
  const { own, run, folder, closed } = await cluster(t)
  t.match(await run(['push', folder], { message: 'first' }), { code: 0, out: `${revision(sampleSource)} was made\n`, err: '' })
  t.match(await own.get({ kind: HookRevision, name: revision(sampleSource) }), { spec: {
    program: 'greeter', source: sampleSource, digest: digest(sampleSource), author: 'alice', message: 'first', typesDigest: typesOf(typed()).digest, engine: { name: 'quickjs-emscripten' },
  } })
  t.match(await run(['push', folder], { message: 'again' }), { code: 0, out: `${revision(sampleSource)} is there already\n` })
  const said = await run(['push', t.testdir(files({ 'program.ts': second }))], { message: 'second', output: 'json' })
  t.strictSame(JSON.parse(said.out), { program: 'greeter', revision: revision(second), digest: digest(second), base: revision(sampleSource), author: 'alice', isNew: true })
  t.equal(closed(), 3)
})

t.test('what is wrong is not pushed', async (t) => {
  const { own, run, closed } = await cluster(t)
  const folder = t.testdir(files({ 'program.ts': sampleSource.replace('  data: {', '  dat: {') }))
  t.match(await run(['push', folder], { message: 'm' }), { code: 1, out: '', err: /program\.ts:13:7: error TS2561/ })
  t.strictSame(await own.list(HookRevision), [])
  t.equal(closed(), 1)
})

t.test('a base that is not the newest is refused', async (t) => {
  const { run, folder } = await cluster(t)
  await run(['push', folder], { message: 'first' })
  await t.rejects(run(['push', t.testdir(files({ 'program.ts': second }))], { message: 'second', base: 'greeter-other' }), { code: 'KH_BASE_OLD' })
})

t.test('publish obeys the rules of the Studio', async (t) => {
  const { own, run, folder, pass } = await cluster(t)
  await t.rejects(run(['publish', 'greeter']), { code: 'KH_NOT_IN_STUDIO' })
  await t.rejects(run(['publish', 'nobody']), { code: 'KH_NOT_IN_STUDIO' })
  await run(['push', folder], { message: 'first' })
  await t.rejects(run(['publish', folder]), { code: 'KH_PUBLISH_HELD' })
  await pass(revision(sampleSource))
  t.match(await run(['publish', folder]), { code: 0, out: `${revision(sampleSource)} is active\n` })
  t.match(await own.get({ kind: HookProgram, name: 'greeter' }), { spec: { activeRevision: revision(sampleSource) } })
  t.match(await run(['publish', 'greeter']), { code: 0, out: `${revision(sampleSource)} is active already\n` })
})

t.test('checks are overridden with a reason that is kept, and rollback leads back', async (t) => {
  const { own, run, folder } = await cluster(t)
  await run(['push', folder], { message: 'first' })
  await run(['publish', folder], { override: 'no recordings yet' })
  t.match(await own.get({ kind: HookRevision, name: revision(sampleSource) }), { status: { overrides: [{ user: 'alice', reason: 'no recordings yet' }], published: [{ user: 'alice', as: 'publish' }] } })
  await t.rejects(run(['rollback', 'greeter']), { code: 'KH_ROLLBACK_TARGET' })
  await run(['push', t.testdir(files({ 'program.ts': second }))], { message: 'second' })
  await t.rejects(run(['rollback', 'greeter'], { to: revision(second) }), { code: 'KH_ROLLBACK_TARGET' })
  await run(['publish', 'greeter'], { revision: revision(second), override: 'urgent' })
  const { out } = await run(['rollback', 'greeter'], { output: 'json' })
  t.strictSame(JSON.parse(out), { program: 'greeter', revision: revision(sampleSource), before: revision(second) })
  t.match(await own.get({ kind: HookProgram, name: 'greeter' }), { spec: { activeRevision: revision(sampleSource) } })
  t.match(await run(['rollback', 'greeter'], { to: revision(second) }), { code: 0, out: `${revision(second)} is active again\n` })
})

t.test('who may not write the status of revisions is told, and the rest is done', async (t) => {
  const forbidden = (own: MemoryStore): ObjectStore => ({
    ...own,
    updateStatus: async () => { throw new Forbidden('HookRevision', 'no') },
    get: async (reference) => {
      if (reference.kind.kind === 'CustomResourceDefinition') throw new Forbidden('CustomResourceDefinition', 'no')
      return own.get(reference)
    },
  })
  const { own, run } = await cluster(t, { store: forbidden })
  const folder = t.testdir(files({ 'program.ts': 'export const sync: Sync = () => ({ children: [], childless: true, status: {} })' }))
  t.match(await run(['push', folder], { message: 'm' }), { code: 0, err: /^the status of HookRevision greeter-\w+ is not yours to write/ })
  t.equal((await own.list(HookRevision)).length, 1)
})

t.test('the author is whom the API server knows', async (t) => {
  const { server, got } = await fakeServer(t, ({ path, method }, answer) => {
    if (path.endsWith('/selfsubjectreviews')) json(answer, 201, { kind: 'SelfSubjectReview', status: { userInfo: { username: 'bob@example.com' } } })
    else if (path.endsWith('/hookprograms/greeter') && method === 'GET') json(answer, 200, { ...program(), metadata: { name: 'greeter', resourceVersion: '1' } })
    else json(answer, 404, refusal(404, 'NotFound', `no ${path}`))
  })
  const config = t.testdir({ config: kubeconfig(server) })
  const { code, err } = await runCommand(['program', 'publish', 'greeter', '--revision', 'greeter-1', '--kubeconfig', `${config}/config`])
  t.equal(code, 1)
  t.match(err, /^KH_NOT_IN_STUDIO: HookRevision greeter-1/)
  t.match(got.map(({ method, path }) => `${method} ${path}`), ['POST /apis/authentication.k8s.io/v1/selfsubjectreviews', 'GET /apis/studio.kaspr.io/v1alpha1/hookprograms/greeter'])
})
