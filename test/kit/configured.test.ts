import t from 'tap'
import { generatedFiles } from '../../src/generate/generated-files.ts'
import { rbac } from '../../src/generate/rbac.ts'
import { registration } from '../../src/generate/registration.ts'
import { resourcePage } from '../../src/generate/resource-page.ts'
import { configured } from '../../src/kit/configured.ts'
import { recreate } from '../../src/kit/controller.ts'
import type { OptionalChildren } from '../../src/kit/controller.ts'
import { kind } from '../../src/kit/kind.ts'
import { createWorld } from '../../src/simulation/world.ts'
import { Toy, toy, toybox } from '../generate/toys.ts'

const Balloon = kind('party.example.com/v1', 'Balloon', 'balloons')
const option: OptionalChildren = {
  setting: 'PARTY', value: 'big', children: [recreate(Balloon)],
  binds: [{ name: 'balloon-maker', rules: [{ apiGroups: ['party.example.com'], resources: ['balloons'], verbs: ['create'] }] }],
}
const jolly = { ...toy, optionalChildren: [option] }
const big = configured([jolly, toybox], { PARTY: ' big ' })

const kinds = (controllers: readonly { readonly children: typeof toy.children }[]): readonly string[] => controllers[0]?.children.map((rule) => rule.kind.kind) ?? []

t.test('a setting adds kinds of children, any other value adds none', async (t) => {
  t.strictSame(kinds(big), [...kinds([toy]), 'Balloon'])
  for (const settings of [{}, { PARTY: '' }, { PARTY: 'small' }, { OTHER: 'big' }]) t.strictSame(configured([jolly, toybox], settings), [jolly, toybox])
  t.equal(big[1], toybox, 'nobody else is changed')
})

t.test('doing it twice changes nothing', async (t) => t.strictSame(kinds(configured(big, { PARTY: 'big' })), kinds(big)))

t.test('registration and rights follow', async (t) => {
  const [first = toy] = big
  t.match(JSON.stringify(registration(first, '1')), /"resource":"balloons","updateStrategy":{"method":"Recreate"}/)
  const [role, , bound] = rbac(big)
  const text = JSON.stringify(role)
  t.match(text, /{"apiGroups":\["party.example.com"],"resources":\["balloons"],"verbs":\["get","list","watch","create","update","delete"]}/)
  t.match(text, /{"apiGroups":\["rbac.authorization.k8s.io"],"resources":\["clusterroles"],"resourceNames":\["balloon-maker"],"verbs":\["bind"]}/, 'no role but that one')
  t.match(bound, { kind: 'ClusterRole', metadata: { name: 'balloon-maker' }, rules: option.binds?.[0]?.rules })
  t.notMatch(JSON.stringify(generatedFiles([jolly], '1').filter(({ path }) => path.startsWith('metacontroller/'))), /balloon/, 'without the setting nothing does')
})

t.test('the reference says what a setting adds', async (t) => {
  const page = resourcePage(Toy, [jolly])
  t.match(page, 'With `PARTY=big` also the following; `generate --setting PARTY=big` writes the registration and the rights for it, and ClusterRole `balloon-maker`')
  t.match(page, '| Balloon | `party.example.com/v1` | `Recreate`: deleted and made again |')
})

t.test('a cluster in memory serves kinds of others, whatever their objects hold', async (t) => {
  const { cluster: { store } } = createWorld({ controllers: big })
  const made = await store.create(Balloon, { apiVersion: Balloon.apiVersion, kind: Balloon.kind, metadata: { name: 'red', namespace: 'default' }, spec: { any: ['thing'] } })
  t.match(made, { metadata: { generation: 1 }, spec: { any: ['thing'] } })
  await store.updateStatus(Balloon, { ...made, status: { full: true } })
  t.match(await store.get({ kind: Balloon, name: 'red', namespace: 'default' }), { status: { full: true } })
})
