import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { kind } from '../../../src/kit/kind.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { documentsOf, install } from '../harness/definitions.ts'
import { eventually } from '../harness/eventually.ts'
import { makeProgram, parent, saved, untilActive } from './author.ts'
import { conditionOf, fieldOf, parentOf } from './looks.ts'
import type { Scenario } from './scenario.ts'
import type { Town } from './town.ts'

const folder = fileURLToPath(new URL('../../../examples/studio/', import.meta.url))
const MyResource = kind('example.com/v1', 'MyResource', 'myresources')

const childData = async ({ objects, namespace }: Town): Promise<unknown> =>
  fieldOf(await objects.get(ConfigMap, { name: 'hello-message', namespace }), 'data')

const untilState = (town: Town, state: string, message: string): Promise<void> => eventually(`hello is ${state}`, async () => {
  const object = await parentOf(town, MyResource, 'hello')
  return { done: fieldOf(object, 'status', 'state') === state && fieldOf(object, 'status', 'message') === message, seen: object?.['status'] }
})

/** Applies the sample without the pointer, which its author has to earn. */
const applied = async (town: Town): Promise<string> => {
  const [definition, program, revision] = documentsOf(`${folder}greeting.yaml`)
  if (definition === undefined || program === undefined || revision === undefined) return ''
  await install(town.objects, [definition])
  const { activeRevision: _later, ...spec } = isObject(program['spec']) ? program['spec'] : {}
  await makeProgram(town.people.admin, program.metadata.name, spec)
  return revision.metadata.name
}

const hello = (): JsonObject => {
  const object: unknown = JSON.parse(readFileSync(`${folder}hello.json`, 'utf8'))
  return isObject(object) && isObject(object['spec']) ? object['spec'] : {}
}

export const sample: Scenario = {
  name: '13. the sample MyResource as a program: saved, checked, published, with a ConfigMap child and a real status',
  play: async (town, t) => {
    const { seat, people: { editor }, audit } = town
    const expected = await applied(town)
    await parent(town, MyResource, { name: 'hello', spec: hello() })
    const name = await saved(town, 'greeting', readFileSync(`${folder}program.ts`, 'utf8'))
    t.equal(name, expected, 'the Studio names it as the file does')
    t.match(await seat('publisher').post('/programs/greeting/publish', { revision: name }), { status: 409, body: { code: 'KH_PUBLISH_HELD' } }, 'nobody publishes what was not checked')
    t.match(await seat('editor').post(`/revisions/${name}/checks`, {}), { status: 200, body: { passed: true, by: editor.user } })
    t.match(await seat('publisher').post('/programs/greeting/publish', { revision: name }), { status: 200 })
    await untilActive(town, 'greeting', name)
    await untilState(town, 'Ready', 'Hello from the Studio')
    t.strictSame(await childData(town), { message: 'Hello from the Studio', replicas: '3' })
    await parent(town, MyResource, { name: 'hello', spec: { message: 'Hello again', replicas: 2 } })
    await untilState(town, 'Ready', 'Hello again')
    await parent(town, MyResource, { name: 'hello', spec: { message: 'Less', replicas: -1 } })
    await untilState(town, 'Invalid', 'Hello again')
    t.strictSame(await childData(town), { message: 'Hello again', replicas: '2' }, 'a wrong spec leaves the child as it was')
    t.equal(conditionOf(await parentOf(town, MyResource, 'hello'), 'Ready')?.['reason'], 'InvalidSpec')
    await parent(town, MyResource, { name: 'hello', spec: { message: 'Well', replicas: 1 } })
    await untilState(town, 'Ready', 'Well')
    t.match(audit.writesOf(town.self.user).filter(({ resource, verb }) => resource === 'hookrevisions' && verb === 'create'), [{ as: editor.user, name: /^$|^greeting-/, status: 201 }], 'the API server knows who saved')
    const events = await town.api.expect({ method: 'GET', path: '/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=greeting,source=kaspr-hooks-studio' })
    t.match(events, { items: [{ reason: 'Saved' }, { reason: 'Published' }] }, 'Events tell it too')
    const revision = await town.objects.get(HookRevision, { name })
    t.equal(fieldOf(revision, 'spec', 'author'), editor.user)
  },
}
