import type { Test } from 'tap'
import { HookBundle } from '../../../hooks/program/hookbundle/resource.ts'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { HookRevision, revisionName } from '../../../hooks/program/hookrevision/resource.ts'
import type { Call } from '../../../scripts/cluster/api.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { kindPath, objectPath } from '../../../src/kube/address.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { CompositeController } from '../harness/objects.ts'
import { found, patchOf, runs, saved, tried, untilActive } from './author.ts'
import { hire } from './person.ts'
import type { Person } from './person.ts'
import { peopleRules, studioRules } from './rights.ts'
import type { Scenario } from './scenario.ts'
import { seatAt } from './seat.ts'
import { says } from './sources.ts'
import type { Town } from './town.ts'

const name = 'guarded'
const needsPublish = /^403 .*publish on this program/
const needsAdmin = /^403 .*needs the verb admin on it/
const forbidden = /^403 .*is forbidden/

/** `kubectl replace`: the whole object with another spec. */
const replaced = async ({ objects }: Town, by: Person, spec: JsonObject): Promise<string> => {
  const program = await objects.get(HookProgram, { name })
  return tried(by, { method: 'PUT', path: objectPath(HookProgram, { name }), body: { ...program, spec: { ...Object(program?.['spec']), ...spec } } })
}

const appliedBy = (by: Person, spec: JsonObject): Promise<string> => tried(by, {
  method: 'PATCH', path: `${objectPath(HookProgram, { name })}?fieldManager=kubectl&force=true`, contentType: 'application/apply-patch+yaml',
  body: { apiVersion: HookProgram.apiVersion, kind: HookProgram.kind, metadata: { name }, spec },
})

/** A revision as somebody makes it with kubectl. */
export const revisionCall = (program: string, source: string, author: string): Call => {
  const digest = sha256Hex(source)
  return {
    method: 'POST', path: kindPath(HookRevision),
    body: { apiVersion: HookRevision.apiVersion, kind: HookRevision.kind, metadata: { name: revisionName(program, digest) }, spec: { program, source, digest, author, message: 'by hand', engine: { name: 'quickjs', version: '1' } } },
  }
}

/** Whoever may change programs, as Kubernetes understands it, but has none of the Studio's verbs. */
const updater = (town: Town): Promise<Person> =>
  hire(town.layout, town.api, { namespace: 'studio-people', name: 'updater', rules: [...peopleRules.editor, { apiGroups: [HookProgram.group], resources: ['hookprograms', 'hookbundles'], verbs: ['create', 'update', 'patch', 'delete'] }] })

/** Somebody with all rights of the Studio: what it cannot be talked into. */
const twinOf = (town: Town): Promise<Person> => hire(town.layout, town.api, { namespace: 'studio-people', name: 'twin', rules: studioRules })

const unpublished = async (town: Town, t: Test, revision: string): Promise<void> => {
  const { seat, people: { editor, admin } } = town
  for (const job of ['viewer', 'editor', 'approver', 'admin'] as const) {
    for (const path of ['publish', 'rollback', 'canary']) {
      const body: JsonObject = path === 'rollback' ? {} : { revision, ...(path === 'canary' ? { percent: 100 } : { override: { reason: 'please' } }) }
      t.match(await seat(job).post(`/programs/${name}/${path}`, body), { status: 403, body: { code: 'KH_VERB_MISSING' } }, `${job}: ${path} by the API`)
    }
  }
  const pointer = { activeRevision: revision }
  t.match(await tried(editor, patchOf(name, pointer)), forbidden, 'an editor may not change programs at all: RBAC')
  const [person, twin] = [await updater(town), await twinOf(town)]
  for (const by of [person, admin, twin]) {
    t.match(await replaced(town, by, pointer), needsPublish, `${by.user}: PUT`)
    t.match(await replaced(town, by, { canary: { revision, percent: 1 } }), needsPublish, `${by.user}: PUT of a canary`)
  }
  for (const by of [person, admin]) {
    t.match(await tried(by, patchOf(name, pointer)), needsPublish, `${by.user}: kubectl patch`)
    t.match(await appliedBy(by, pointer), needsPublish, `${by.user}: kubectl apply --server-side`)
  }
  for (const kind of [HookBundle, CompositeController]) {
    const path = objectPath(kind, { name: kind === HookBundle ? name : `studio-${name}` })
    t.match(await tried(person, { method: 'PATCH', path, body: { spec: {} }, contentType: 'application/merge-patch+json' }), /^403 /, `${kind.kind} is not for people`)
  }
  for (const { api } of [person, twin]) api.close()
}

const administered = async (town: Town, t: Test): Promise<void> => {
  const { people: { publisher, admin } } = town
  const changes: readonly JsonObject[] = [{ limits: { timeoutMs: 900 } }, { policy: { approvals: 1 } }, { children: [] }, { related: [] }, { finalize: true }, { historyLimit: 9 }]
  for (const spec of changes) t.match(await replaced(town, publisher, spec), needsAdmin, `publisher: ${Object.keys(spec)[0]}`)
  t.equal(await tried(admin, patchOf(name, { limits: { timeoutMs: 900 } })), 'done', 'admin: limits')
  t.match(await tried(admin, patchOf(name, { parent: { apiVersion: 'studio.example.com/v1', resource: 'crowds' } })), /^422 .*parents cannot be changed/)
  t.match(await tried(publisher, { method: 'DELETE', path: objectPath(HookProgram, { name }) }), forbidden, 'a publisher deletes nothing')
}

const unforged = async (town: Town, t: Test, revision: string): Promise<void> => {
  const { seat, people: { editor, publisher } } = town
  const source = says('forged')
  t.match(await tried(editor, revisionCall(name, source, publisher.user)), /^403 .*must be who saves/, 'kubectl create with another author')
  t.match(await seat('editor').post(`/programs/${name}/revisions`, { source, message: '', author: publisher.user }), { status: 400 }, 'the API takes no author')
  t.match(await seat('viewer').post(`/programs/${name}/revisions`, { source, message: '' }), { status: 403, body: { code: 'KH_VERB_MISSING' } })
  const twin = await twinOf(town)
  t.match(await tried(twin, revisionCall(name, source, twin.user)), forbidden, 'the Studio itself makes no revision')
  twin.api.close()
  const status = { method: 'PATCH', path: objectPath(HookRevision, { name: revision }, 'status'), body: { status: { approvals: [{ user: 'eve', at: '2026-01-01T00:00:00Z' }] } }, contentType: 'application/merge-patch+json' } as const
  for (const by of [editor, publisher]) t.match(await tried(by, status), forbidden, `${by.user} writes no approvals`)
}

export const guarded: Scenario = {
  name: '7. who has not `publish` cannot publish by the API, kubectl or a PUT; everything else of a program needs admin; nobody forges an author',
  play: async (town, t) => {
    const { seat, people: { publisher } } = town
    await found(town, name)
    await runs(town, name, says('one'))
    const two = await saved(town, name, says('two'))
    await unpublished(town, t, two)
    await administered(town, t)
    await unforged(town, t, two)
    t.match(await seat('publisher').post(`/programs/${name}/publish`, { revision: two, override: { reason: 'they may' } }), { status: 200, body: { spec: { activeRevision: two } } }, 'a publisher publishes')
    await untilActive(town, name, two)
    t.match(town.audit.writesOf(town.self.user).filter(({ as, resource }) => as === publisher.user && resource === 'hookprograms').at(-1), { name, status: 200, verb: 'update' }, 'the API server knows who published')
    t.match(await replaced(town, publisher, { canary: { revision: two, percent: 0 } }), 'done', 'and so with kubectl')
  },
}

export const tokens: Scenario = {
  name: 'nobody is let in without a token that the cluster knows (TokenReview, SubjectAccessReview)',
  play: async (town, t) => {
    const { studio: { url }, people: { viewer, editor } } = town
    t.match(await seatAt(url, undefined).get('/me'), { status: 401 }, 'no token')
    for (const wrong of ['nonsense', `${viewer.token}x`, viewer.token.split('.').with(1, editor.token.split('.')[1] ?? '').join('.')]) t.match(await seatAt(url, wrong).get('/me'), { status: 401 })
    t.match(await town.seat('viewer').get('/me'), { status: 200, body: { user: viewer.user, groups: ['system:serviceaccounts', 'system:serviceaccounts:studio-people', 'system:authenticated'] } })
    const stranger = await hire(town.layout, town.api, { namespace: 'studio-people', name: 'stranger', rules: [] })
    const seat = seatAt(url, stranger.token)
    t.match(await seat.get('/programs'), { status: 200, body: { items: [] } }, 'a stranger sees no program')
    t.match(await seat.get(`/programs/${name}`), { status: 403 })
    await town.api.expect({ method: 'DELETE', path: '/api/v1/namespaces/studio-people/serviceaccounts/stranger' })
    const fired = await hire(town.layout, town.api, { namespace: 'studio-people', name: 'fired', rules: [] })
    await town.api.expect({ method: 'DELETE', path: '/api/v1/namespaces/studio-people/serviceaccounts/fired' })
    t.match(await seatAt(url, fired.token).get('/me'), { status: 401 }, 'the token of an account that is gone')
    const { body: { rights } } = await town.seat('editor').get(`/programs/${name}`)
    t.strictSame(rights, { get: true, edit: true, replay: true, approve: false, publish: false, admin: false }, 'rights are those of the cluster')
    for (const person of [stranger, fired]) person.api.close()
  },
}
