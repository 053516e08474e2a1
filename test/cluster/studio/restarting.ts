import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { eventually } from '../harness/eventually.ts'
import { found, parent, parentsOf, published, runs, saved, tried, patchOf, untilActive } from './author.ts'
import { conditionOf, untilSaid } from './looks.ts'
import { revisionCall } from './rights-kept.ts'
import type { Scenario } from './scenario.ts'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { says } from './sources.ts'
import type { Town } from './town.ts'

const Lasting = parentsOf('lastings')
const program = 'lastings'

const itemsOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.filter(isObject) : []

const recordings = async ({ seat }: Town): Promise<readonly JsonObject[]> =>
  itemsOf((await seat('editor').get(`/programs/${program}/recordings`)).body['items'])

/** All that somebody could miss. */
const memory = async ({ seat, objects, namespace }: Town): Promise<unknown> => {
  const { body: { revisions, newest, spec } } = await seat('editor').get(`/programs/${program}`)
  const { body: { source, base } } = await seat('editor').get(`/programs/${program}/draft`)
  const { body: { items } } = await seat('editor').get(`/programs/${program}/audit`)
  const child = await objects.get(ConfigMap, { name: 'stays-said', namespace })
  return { revisions: itemsOf(revisions).map(({ name, author, status }) => [name, author, status]), newest, spec, source, base, items, uid: child?.metadata.uid }
}

export const restarted: Scenario = {
  name: '9. hook service, Studio and operator are killed: nothing is lost but rings',
  play: async (town, t) => {
    const { seat, hooks, studio, registrar } = town
    await found(town, program)
    const one = await runs(town, program, says('one'))
    await parent(town, Lasting, { name: 'stays', spec: {} })
    await untilSaid(town, 'stays', 'one')
    await seat('editor').put(`/programs/${program}/draft`, { source: '// not yet', base: one })
    const [call] = (await recordings(town)).filter(({ hook }) => hook === 'sync')
    t.match(await seat('editor').post(`/recordings/${String(call?.['id'])}/pin`, {}), { status: 200 })
    const before = await memory(town)
    await studio.without(() => hooks.without(async () => {
      await parent(town, Lasting, { name: 'stays', spec: { text: ' and more' } })
      await registrar.without(async () => { await parent(town, Lasting, { name: 'comes', spec: {} }) })
    }))
    await untilSaid(town, 'stays', 'one and more')
    await untilSaid(town, 'comes', 'one')
    t.strictSame(await memory(town), before)
    const kept = await recordings(town)
    t.ok(kept.some(({ id, isPinned }) => id === call?.['id'] && isPinned === true), 'the fixture is there')
    t.notOk(kept.some(({ id, isPinned }) => id === call?.['id'] && isPinned === false), 'the ring began anew')
    await runs(town, program, says('two'))
    await untilSaid(town, 'stays', 'two and more')
  },
}

const broken = 'export const sync = ({ parent }) => ({ status: {,} })'

const names = async ({ objects }: Town): Promise<readonly string[]> => (await objects.list(HookRevision)).map(({ metadata }) => metadata.name).toSorted()

export const unparsed: Scenario = {
  name: '12. broken syntax never leaves the draft: the save is refused, and what kubectl makes of it never runs',
  play: async (town, t) => {
    const { seat, objects, people: { editor, publisher } } = town
    const { body: { newest, spec } } = await seat('editor').get(`/programs/${program}`)
    const before = await names(town)
    t.match(await seat('editor').put(`/programs/${program}/draft`, { source: broken }), { status: 200 }, 'a draft may be anything')
    const refused = await seat('editor').post(`/programs/${program}/revisions`, { source: broken, base: String(newest), message: 'try' })
    t.match(refused, { status: 422, body: { code: 'KH_SOURCE_INVALID', diagnostics: [{ line: 1 }] } })
    t.strictSame(await names(town), before, 'no revision was made')
    t.match(await seat('editor').get(`/programs/${program}/draft`), { status: 200, body: { source: broken } }, 'the draft is kept')
    const call = revisionCall(program, broken, editor.user)
    t.equal(await tried(editor, call), 'done', 'the API server knows no TypeScript')
    const [name = ''] = (await names(town)).filter((one) => !before.includes(one))
    t.equal(await tried(publisher, patchOf(program, { activeRevision: name })), 'done')
    await eventually('the program refuses it', async () => {
      const found = conditionOf(await objects.get(HookProgram, { name: program }), 'Active')
      return { done: found?.['reason'] === 'SyntaxError', seen: found }
    })
    await parent(town, Lasting, { name: 'stays', spec: { text: ' in spite of it' } })
    await untilSaid(town, 'stays', 'two in spite of it')
    const active = isObject(spec) ? String(spec['activeRevision']) : ''
    await published(town, program, active)
    await untilActive(town, program, active)
    t.ok(await saved(town, program, says('three')), 'and work goes on')
  },
}
