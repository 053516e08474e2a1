import type { FastifyInstance, InjectOptions } from 'fastify'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import type { HookProgramSpec } from '../../../hooks/program/hookprogram/resource.ts'
import type { CheckReport } from '../../../hooks/program/hookrevision/resource.ts'
import { memoryStore } from '../../../src/engine/memory-store.ts'
import type { MemoryStore } from '../../../src/engine/memory-store.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { systemClock } from '../../../src/kube/system-clock.ts'
import { parseJsonText, isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { Sandboxes } from '../../../src/sandbox/sandbox.ts'
import { buildLog } from '../../../src/server/log.ts'
import type { Identity, Verb } from '../../../studio/api/identity.ts'
import { buildStudioApp } from '../../../studio/api/studio-app.ts'
import type { StudioAppOptions } from '../../../studio/api/studio-app.ts'
import type { Authoring } from '../../../studio/authoring/authoring.ts'
import type { LogRecord, ProgramCall, Traffic } from '../../../studio/traffic/traffic.ts'

interface Test { readonly teardown: (end: () => unknown) => void }

export const green: CheckReport = { passed: true, at: '2026-01-01T00:00:00Z', recordings: 1, properties: [{ name: 'deterministic', result: 'passed', runs: 1 }] }

const everything: readonly Verb[] = ['get', 'edit', 'replay', 'approve', 'publish', 'admin']

/** Users by token: `ann`, `bob` may do everything; `only-<verb>` that and get; `no-<verb>` all but that; other tokens are worth nothing. */
const testIdentity = (store: MemoryStore): Identity => ({
  authenticate: async (token) => /^(ann|bob|only-\w+|no-\w+)$/.test(token) ? { name: token, groups: ['people'] } : undefined,
  allowed: async ({ name }, verb) => {
    if (name.startsWith('no-')) return name !== `no-${verb}`
    return name.startsWith('only-') ? verb === 'get' || name === `only-${verb}` : everything.includes(verb)
  },
  storeFor: () => store,
})

/** Traffic that tests write into. */
export const testTraffic = (): Traffic & { readonly add: (record: LogRecord) => void; readonly recorded: ProgramCall[]; readonly records: LogRecord[] } => {
  const listeners = new Set<(record: LogRecord) => void>()
  const [records, recorded]: [LogRecord[], ProgramCall[]] = [[], []]
  const isAfter = (after: Readonly<Record<string, number>>, { id }: LogRecord): boolean => {
    const [replica = '', number = ''] = id.split(':')
    return Number(number) > (after[replica] ?? 0)
  }
  return {
    recorded, records,
    calls: async () => recorded,
    call: async (id) => recorded.find((call) => call.id === id),
    outcomes: async () => [],
    logs: async ({ after = {} }) => ({ records: records.filter((record) => isAfter(after, record)), dropped: 0 }),
    follow: (_program, listener) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    add: (record) => {
      records.push(record)
      for (const listener of listeners) listener(record)
    },
  }
}

const quietAuthoring: Authoring = { check: async () => [], complete: async () => [], describe: async () => undefined, hover: async () => undefined, stop: async () => undefined }

const echo: Sandboxes = {
  run: async ({ request }) => ({ ok: true, output: JSON.stringify({ status: { saw: Object.keys(trusted<object>(parseJsonText(request))).length }, children: [] }), logs: [], droppedLogs: 0, milliseconds: 1, memoryBytes: 1, waited: 0 }),
  load: () => ({ workers: 1, busy: 0, queued: 0 }),
  stop: async () => undefined,
}

export const spec: HookProgramSpec = { parent: { apiVersion: 'example.com/v1', resource: 'things' }, children: [{ apiVersion: 'v1', resource: 'configmaps' }] }

export const program = (name: string, over: Partial<HookProgramSpec> = {}): StoredObject =>
  trusted<StoredObject>({ apiVersion: HookProgram.apiVersion, kind: HookProgram.kind, metadata: { name }, spec: { ...spec, ...over } })

export interface Answered { readonly status: number; readonly body: JsonObject; readonly text: string; readonly headers: Readonly<Record<string, unknown>> }

/** A route as the router took it. */
export interface Route { readonly method: string; readonly url: string; /** Left out of the document. */ readonly isHidden: boolean }

export interface Fixture {
  readonly routes: readonly Route[]
  readonly app: FastifyInstance
  readonly store: MemoryStore
  readonly traffic: ReturnType<typeof testTraffic>
  /** Lines of the log, parsed. */
  readonly lines: () => readonly JsonObject[]
  readonly ask: (asked: InjectOptions & { readonly as?: string }) => Promise<Answered>
}

/** A Studio over a store in memory with the program `web`. */
export const studioFixture = async (t: Test, over: Partial<StudioAppOptions> & { readonly policy?: HookProgramSpec['policy'] } = {}): Promise<Fixture> => {
  const store = memoryStore({ clock: systemClock })
  await store.create(HookProgram, program('web', over.policy === undefined ? {} : { policy: over.policy }))
  const traffic = testTraffic()
  const written: string[] = []
  const app = buildStudioApp({
    identity: testIdentity(store), own: store, clock: systemClock, authoring: quietAuthoring, traffic, sandboxes: echo, gate: async () => green,
    namespace: 'studio', release: '1.2.3', log: buildLog('info', { write: (line) => { written.push(line) } }), hosts: ['127.0.0.1'], ...over,
  })
  const routes = collected(app)
  await app.ready()
  t.teardown(() => app.close())
  return { app, routes, store, traffic, lines: () => written.map(parseJsonText).filter(isObject), ask: asking(app) }
}

const collected = (app: FastifyInstance): readonly Route[] => {
  const routes: Route[] = []
  app.addHook('onRoute', ({ method, url, schema }) => { routes.push(...[method].flat().map((one) => ({ method: one, url, isHidden: schema?.hide === true }))) })
  return routes
}

const asking = (app: FastifyInstance): Fixture['ask'] => async ({ as = 'ann', headers = {}, ...asked }) => {
  const answer = await app.inject({ ...asked, headers: { host: '127.0.0.1:8083', ...(as === '' ? {} : { authorization: `Bearer ${as}` }), ...headers } })
  const isJson = String(answer.headers['content-type']).includes('json')
  return { status: answer.statusCode, body: isJson ? trusted<JsonObject>(parseJsonText(answer.body)) : {}, text: answer.body, headers: answer.headers }
}

/** A source that is unlike every other one. */
export const sourceOf = (text: string): string => `export const sync = () => ({ status: { text: ${JSON.stringify(text)} }, children: [] })\n`

/** Saves a source and gives the name of its revision. */
export const save = async ({ ask }: Pick<Fixture, 'ask'>, text: string, { as = 'ann', base }: { readonly as?: string; readonly base?: string } = {}): Promise<string> => {
  const { body } = await ask({ as, method: 'POST', url: '/api/v1/programs/web/revisions', headers: { 'if-match': '*' }, payload: { source: sourceOf(text), message: text, ...(base === undefined ? {} : { base }) } })
  return String(body['name'])
}

/** Runs the checks of a revision, which this Studio always passes. */
export const check = async ({ ask }: Pick<Fixture, 'ask'>, revision: string): Promise<void> => {
  await ask({ method: 'POST', url: `/api/v1/revisions/${revision}/checks`, headers: { 'if-match': '*' }, payload: {} })
}
