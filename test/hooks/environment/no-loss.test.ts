import t from 'tap'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { World } from '../../laws/world.ts'
import { broken } from './fixtures/keeping.ts'
import { answer, living, unborn, withChild, withSpec } from './fixtures/living.ts'
import type { Answered } from './fixtures/living.ts'

// The rules that every answer is held against are worth something only when they catch answers that break them.

const home = living({ spec: { type: 'production', config: { image: 'shop:1', ports: [{ containerPort: 80 }], initContainers: [{ name: 'migrate' }], services: [{ name: 'postgres', container: { image: 'postgres:16' }, storage: {} }], volumes: [{ name: 'code', persistentVolumeClaim: {} }] } } })

const without = (said: Answered, kind: string): Answered => ({ ...said, children: said.children.filter((child) => child.kind !== kind) })

const other = (said: Answered): Answered => ({
  ...said, children: said.children.map((child) => child.kind === 'Deployment' ? { ...child, spec: { ...trusted<JsonObject>(child['spec']), template: { metadata: {} } } } : child),
})

const restarting = withChild(home, ['StatefulSet', 'postgres'], (set) => ({ ...set, status: { ...trusted<JsonObject>(set['status']), readyReplicas: 0 } }))
const migrating = withChild(home, ['Job', [...home.children.values()].find(({ kind }) => kind === 'Job')?.metadata.name ?? ''], (job) => ({ ...job, status: {} }))
const unlimited = withChild(home, ['ResourceQuota', 'default-quota'], (quota) => ({ ...quota, status: {} }))

const ill: Readonly<Record<string, readonly [rule: string, world: World, spoil: (said: Answered) => Answered]>> = {
  'without a claim': ['namespaces, claims and databases stay', home, (said) => without(said, 'PersistentVolumeClaim')],
  'without a database': ['namespaces, claims and databases stay', home, (said) => without(said, 'StatefulSet')],
  'without the namespace': ['namespaces, claims and databases stay', home, (said) => without(said, 'Namespace')],
  'that refuses and forgets a policy': ['a refusal keeps everything', { ...home, objects: [] }, (said) => without(said, 'NetworkPolicy')],
  'without the application, while a database restarts': ['the application stays', restarting, (said) => without(said, 'Deployment')],
  'with another application, while a database restarts': ['the application waits for what it needs', restarting, other],
  'with another application, while the migration runs': ['the application waits for what it needs', migrating, other],
  'with a policy in no namespace': ['nothing is made in a namespace that is not there', unborn(), () => answer(home)],
  'with pods that no quota counts': ['no pod is made before the limits hold', { ...unlimited, children: new Map([...unlimited.children].filter(([, { kind }]) => kind !== 'StatefulSet')) }, () => answer(home)],
}

for (const [what, [rule, world, spoil]] of Object.entries(ill)) {
  t.test(`an answer ${what} is caught`, async (t) => {
    t.strictSame(broken(world, answer(world)), [], 'the true answer is not')
    t.ok(broken(world, spoil(answer(world))).some((found) => found.startsWith(rule)), broken(world, spoil(answer(world))).join('; '))
  })
}

t.test('only spec.discard lets data go, and never the namespace', async (t) => {
  const less = withSpec(home, { config: { image: 'shop:1', ports: [{ containerPort: 80 }] } })
  const kinds = ({ children }: Answered): readonly string[] => children.map(({ kind }) => kind)
  t.match(answer(less).status, { keptData: ['PersistentVolumeClaim/code', 'StatefulSet/postgres', 'Secret/postgres-credentials'] })
  t.ok(kinds(answer(less)).includes('StatefulSet'))
  const gone = answer(withSpec(less, { discard: ['postgres', 'code', 'acme-shop-pr7'] }))
  for (const kind of ['StatefulSet', 'PersistentVolumeClaim']) t.notOk(kinds(gone).includes(kind), kind)
  t.ok(kinds(gone).includes('Namespace'))
  t.strictSame(broken(withSpec(less, { discard: ['postgres', 'code'] }), gone), [])
})

t.test('a service that loses its storage in the configuration goes on with its data', async (t) => {
  const { config } = trusted<{ config: JsonObject }>(home.parent.spec)
  const said = answer(withSpec(home, { config: { ...config, services: [{ name: 'postgres', container: { image: 'postgres:17' } }] } }))
  const set = said.children.find(({ kind }) => kind === 'StatefulSet')
  t.match(set?.['spec'], { volumeClaimTemplates: [{ metadata: { name: 'postgres-data' } }], template: { spec: { containers: [{ image: 'postgres:17', volumeMounts: [{ name: 'postgres-data' }] }] } } })
})
