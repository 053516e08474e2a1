import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { playgroundExamples, studioExamples } from '../../src/cli/playground-examples.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { manifestOf } from '../../src/manifest/manifest.ts'
import { applyManifest } from '../../src/playground/apply-manifest.ts'
import { createPlayground } from '../../src/playground/playground.ts'
import { buildPlaygroundApp } from '../../src/playground/playground-app.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { buildLog } from '../../src/server/log.ts'
import { buildStudioApp } from '../../studio/api/studio-app.ts'
import { playgroundStudio } from '../../studio/world/playground-studio.ts'
import { worldPrograms } from '../../studio/world/world-programs.ts'

type Ending = Readonly<Record<'teardown', (end: () => unknown) => void>>

/** A playground with the example of the Studio, and the Studio on it; its clock moves only when a test moves it. */
const opened = async (t: Ending) => {
  const programs = worldPrograms({ isWatched: true })
  const playground = await createPlayground({
    controllers, settings: {}, release: '1.2.3', service: { url: 'http://127.0.0.1:8080' }, examples: await playgroundExamples(), first: studioExamples,
    now: () => Date.UTC(2026, 4, 1), guests: programs.guests,
  })
  const { options, token, stop } = playgroundStudio({ playground, programs, log: buildLog('silent', { write: () => undefined }) })
  const app = buildStudioApp(options)
  t.teardown(async () => {
    await app.close()
    await stop()
    playground.stop()
    await programs.stop()
  })
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const { statusCode: status, payload: text } = await app.inject({
      method, url: `/api/v1${url}`, headers: { host: '127.0.0.1:8083', authorization: `Bearer ${token}`, ...(method === 'POST' ? { 'if-match': '*' } : {}) }, ...(payload === undefined ? {} : { payload }),
    })
    const body: unknown = JSON.parse(text)
    return { status, body: isObject(body) ? body : {} }
  }
  return { playground, programs, options, app, ask }
}

type Opened = Awaited<ReturnType<typeof opened>>

const messageIn = async ({ playground }: Opened): Promise<unknown> => {
  const object = await playground.stage().world.cluster.store.get({ kind: ConfigMap, name: 'hello-message', namespace: 'default' })
  return isObject(object?.['data']) ? object['data']['message'] : undefined
}

const advance = ({ playground: { through, stage } }: Opened, milliseconds: number): Promise<void> => through(() => stage().world.advance(milliseconds))

const first = 'greeting-3d7770c2f34a'

/** A revision that says something else, saved from the first one. */
const saveLouder = async ({ ask }: Opened): Promise<string> => {
  const { body } = await ask('GET', `/revisions/${first}`)
  const source = String(body['source']).replace('message: parent.spec.message,', 'message: parent.spec.message.toUpperCase(),')
  const saved = await ask('POST', '/programs/greeting/revisions', { source, base: first, message: 'louder' })
  return String(saved.body['name'])
}

t.test('the example runs from the start, and the Studio shows what it was asked', async (t) => {
  const fixture = await opened(t)
  t.equal(await messageIn(fixture), 'Hello from the Studio')
  t.match(await fixture.ask('GET', '/me'), { status: 200, body: { user: 'local' } })
  t.match(await fixture.ask('GET', '/programs'), { body: { items: [{ name: 'greeting', active: first, ready: 'True' }] } })
  const { body } = await fixture.ask('GET', '/programs/greeting/recordings')
  t.match(body, { items: [{ program: 'greeting', outcome: 'ok', revision: first, parent: { kind: 'MyResource', name: 'hello' } }] })
  t.match(await fixture.ask('GET', '/programs/greeting/request?namespace=default&name=hello'), { body: { request: { parent: { spec: { replicas: 3 } }, children: { 'ConfigMap.v1': { 'default/hello-message': {} } } } } })
  t.equal((await fixture.app.inject({ url: '/api/v1/me', headers: { host: '127.0.0.1:8083', authorization: 'Bearer guessed' } })).statusCode, 401)
})

t.test('a publish changes all parents within ten seconds of the clock, and so does the way back (C16, lines 1 and 8)', async (t) => {
  const fixture = await opened(t)
  const louder = await saveLouder(fixture)
  t.match(await fixture.ask('POST', '/programs/greeting/publish', { revision: louder }), { status: 409, body: { code: 'KH_PUBLISH_HELD' } }, 'nobody vouches for what the Studio saved')
  t.match(await fixture.ask('POST', `/revisions/${louder}/checks`, {}), { status: 200, body: { by: 'local', passed: true } })
  t.match(await fixture.ask('POST', '/programs/greeting/publish', { revision: louder }), { status: 200 })
  await advance(fixture, 10_000)
  t.equal(await messageIn(fixture), 'HELLO FROM THE STUDIO')
  t.match(await fixture.ask('GET', '/programs'), { body: { items: [{ active: louder, ready: 'True' }] } })
  t.match(await fixture.ask('POST', '/programs/greeting/rollback', {}), { status: 200, body: { spec: { activeRevision: first } } })
  await advance(fixture, 10_000)
  t.equal(await messageIn(fixture), 'Hello from the Studio')
})

t.test('a program that never comes back is stopped, and the children stay', async (t) => {
  const fixture = await opened(t)
  const { body } = await fixture.ask('POST', '/programs/greeting/revisions', { source: 'export const sync = () => { for (;;); }\n', base: first, message: 'never' })
  const revision = String(body['name'])
  t.match(await fixture.ask('POST', '/programs/greeting/publish', { revision, override: { reason: 'to see it' } }), { status: 200 })
  await advance(fixture, 10_000)
  t.equal(await messageIn(fixture), 'Hello from the Studio')
  t.match(await fixture.ask('GET', '/programs/greeting/recordings'), { body: { items: [{ outcome: 'killed', revision, reason: { kill: 'timeout' } }] } })
  const told: JsonObject[] = []
  const end = fixture.options.traffic.follow('greeting', (record) => { told.push(trusted<JsonObject>(record)) }, {})
  t.ok(told.some(({ level, message }) => level === 'error' && /took longer than 500 ms/.test(String(message))))
  end()
})

t.test('the page knows its parents, and the commands that it copies ask where the service answers for programs', async (t) => {
  const { playground } = await opened(t)
  const app = buildPlaygroundApp({ playground, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const get = async (url: string) => JSON.parse((await app.inject({ url, headers: { host: '127.0.0.1:8082' } })).payload)
  const { trees } = await get('/api/world')
  t.match(trees.find(({ kind }: { readonly kind: string }) => kind === 'MyResource'), { controller: 'studio-greeting', children: [{ kind: 'ConfigMap' }] })
  const chapter = playground.stage().history.chapters().find((one) => one.type === 'sync' && one.pass.controller === 'studio-greeting')
  const { calls } = await get(`/api/syncs/${chapter?.id}`)
  t.match(calls.map(({ curl }: { readonly curl: string }) => curl.split('\n')[0]), [/ 'http:\/\/127\.0\.0\.1:8080\/hooks\/programs\/greeting\/customize\?related=[0-9a-f]{16}' /, / http:\/\/127\.0\.0\.1:8080\/hooks\/programs\/greeting\/sync /])
})

t.test('a text may hold a definition and an object of it, in any order', async (t) => {
  const { playground: { stage, options, through } } = await opened(t)
  const definition = (await playgroundExamples()).find(({ name }) => name === 'studio/greeting')?.text.split('---\n')[0]?.replaceAll('myresource', 'letter').replaceAll('MyResource', 'Letter').replace('shortNames: [mr]', '')
  const outcome = await through(() => applyManifest(stage(), options, manifestOf(`apiVersion: example.com/v1\nkind: Letter\nmetadata: {name: a}\nspec: {message: b}\n---\n${definition}`)))
  t.match(outcome, { applied: [{ object: /letters\.example\.com/ }, { object: 'Letter default/a', outcome: 'created' }], findings: [] })
})

t.test('starting over resets all of it, and who listens hears of the new world', async (t) => {
  const fixture = await opened(t)
  const { playground, options, ask } = fixture
  await saveLouder(fixture)
  const before = playground.stage().world
  const told: string[] = []
  const ends = [
    options.traffic.follow('greeting', ({ parent }) => { told.push(`log of ${parent?.name}`) }),
    options.own.watch({ apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookProgram', plural: 'hookprograms', scope: 'Cluster' }, ({ type, object }) => { told.push(`${type} ${object.metadata.name}`) }),
  ]
  await advance(fixture, 1000)
  told.length = 0
  await playground.startOver()
  t.not(playground.stage().world, before)
  await advance(fixture, 1000)
  t.ok(told.includes('Added greeting'), told.join())
  t.match(await ask('GET', '/programs/greeting'), { body: { newest: first, revisions: { length: 1 }, spec: { activeRevision: first } } })
  const { body } = await ask('GET', '/programs/greeting/recordings')
  const uids = new Set((await playground.stage().world.cluster.store.list({ apiVersion: 'example.com/v1', kind: 'MyResource', plural: 'myresources', scope: 'Namespaced' })).map(({ metadata }) => metadata.uid))
  for (const { parent } of trusted<{ items: { parent: { uid: string } }[] }>(body).items) t.ok(uids.has(parent.uid), 'recordings are of objects that are there')
  for (const end of ends) end()
  told.length = 0
  await playground.startOver()
  t.strictSame(told, [], 'who left is told nothing')
})

t.test('the clock goes on while somebody listens to the log, and stands still when nobody does', async (t) => {
  const { options, playground } = await opened(t)
  const now = (): number => playground.stage().world.cluster.clock.now()
  const moved = (from: number): Promise<void> => new Promise((resolve) => {
    const look = (): void => { if (now() > from) resolve(); else setTimeout(look, 5) }
    look()
  })
  const leave = options.traffic.follow('greeting', () => undefined)
  await moved(now())
  leave()
  await playground.through(async () => undefined)
  t.notOk(process.getActiveResourcesInfo().includes('Timeout'), 'no timer is left')
})
