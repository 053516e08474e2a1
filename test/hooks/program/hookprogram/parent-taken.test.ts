import t from 'tap'
import { begin, conditionOf, edited, registrationOf, said, settle } from '../fixtures/life.ts'
import { codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'

const one = codeOf('one')
const active = { activeRevision: nameOf(one) }

const controller = (name: string, apiVersion: string, resource: string): Manifest =>
  ({ apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name }, spec: { parentResource: { apiVersion, resource } } })

const other = controller('studio-other', 'example.com/v2', 'myresources')
const objects = [definition(), revision(one)]

t.test('parents that another controller answers for are not registered a second time', async (t) => {
  const world = settle(begin(active, [...objects, other]))
  t.equal(registrationOf(world), undefined)
  t.equal(said(world, 'Ready'), 'False ParentTaken')
  t.match(conditionOf(world, 'Ready')?.message, /studio-other answers for myresources too/)
  t.equal(said(world, 'Active'), 'True Running')
  t.ok(registrationOf(settle(edited(world, active, objects))), 'as soon as it is gone they are')
})

t.test('controllers of other parents are nobody\'s business', async (t) => {
  const others = [controller('studio-greet', 'example.com/v1', 'myresources'), controller('a', 'example.com/v1', 'others'), controller('b', 'example.org/v1', 'myresources'), { ...controller('c', '', ''), spec: {} }]
  const world = settle(begin(active, [...objects, ...others]))
  t.ok(registrationOf(world))
  t.equal(said(world, 'Ready'), 'True Registered')
})

t.test('what is registered stays so when a second one comes, and says so', async (t) => {
  const base = settle(begin(active, objects))
  const world = settle({ ...base, objects: [...objects, other] })
  t.strictSame(registrationOf(world)?.['spec'], registrationOf(base)?.['spec'])
  t.equal(said(world, 'Ready'), 'False ParentTaken')
})
