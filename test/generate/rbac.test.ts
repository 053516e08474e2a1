import t from 'tap'
import { rbac } from '../../src/generate/rbac.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import type { Controller } from '../../src/kit/controller.ts'
import { at } from './crd-rules.ts'
import { labeller, toy, toybox, toys } from './toys.ts'

const texts = (value: JsonValue): readonly string[] => Array.isArray(value) ? value.map(String) : []

/** `group/resource` and verbs, in the order of the role. */
const grants = (controllers: readonly Controller[]): readonly (readonly [string, string])[] => {
  const rules = at(rbac(controllers)[0], 'rules')
  return (Array.isArray(rules) ? rules : []).flatMap((rule) => texts(at(rule, 'resources')).map((resource) =>
    [`${String(at(rule, 'apiGroups', 0))}/${resource}`, texts(at(rule, 'verbs')).join(' ')] as const))
}
const granted = (controllers: readonly Controller[]): ReadonlyMap<string, string> => new Map(grants(controllers))

const own = {
  '/events': 'create patch',
  '/namespaces': 'list watch',
  'apiextensions.k8s.io/customresourcedefinitions': 'get list watch',
  'coordination.k8s.io/leases': 'get create update',
  'metacontroller.k8s.io/compositecontrollers': 'get list watch',
  'metacontroller.k8s.io/decoratorcontrollers': 'get list watch',
  'metacontroller.k8s.io/controllerrevisions': 'get list watch create update patch delete',
}

t.test('grants what Metacontroller needs for itself', async (t) => {
  t.strictSame(Object.fromEntries(granted([])), own)
})

t.test('grants parents, children and reads, and nothing else', async (t) => {
  t.strictSame(Object.fromEntries(granted([toy])), {
    ...own,
    'toys.example.com/toys': 'get list watch update',
    'toys.example.com/toys/status': 'update',
    'toys.example.com/toys/finalizers': 'update',
    '/configmaps': 'get list watch create update delete',
    '/services': 'get list watch create update delete',
    'kaspr.io/toyparts': 'get list watch create update delete',
  })
  t.strictSame(Object.fromEntries(granted([toybox])), {
    ...own,
    'kaspr.io/toyboxes': 'get list watch update',
    'kaspr.io/toyboxes/status': 'update',
    'kaspr.io/toyboxes/finalizers': 'update',
    '/configmaps': 'get list watch create update delete',
    'kaspr.io/toyparts': 'get list watch',
    '/nodes': 'get list watch',
  })
})

t.test('grants the target of a decorator', async (t) => {
  const verbs = granted([labeller])
  t.equal(verbs.get('/pods'), 'get list watch update')
  t.equal(verbs.get('/pods/status'), 'update')
})

t.test('joins the verbs of a kind that is made by one and read by another', async (t) => {
  t.equal(granted(toys).get('kaspr.io/toyparts'), 'get list watch create update delete')
})

t.test('names every resource in one rule', async (t) => {
  t.equal(granted(toys).size, grants(toys).length)
})

t.test('never grants everything', async (t) => {
  const text = JSON.stringify(rbac(toys))
  t.notMatch(text, /\*/)
  t.notMatch(text, /escalate|bind"|impersonate/)
})

t.test('binds the role to the service account of Metacontroller', async (t) => {
  const [role, binding] = rbac(toys)
  t.strictSame(at(binding, 'roleRef'), { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: at(role, 'metadata', 'name') })
  t.strictSame(at(binding, 'subjects'), [{ kind: 'ServiceAccount', name: 'metacontroller', namespace: 'metacontroller' }])
})

t.test('does not depend on the order of the controllers', async (t) => {
  t.equal(JSON.stringify(rbac(toys)), JSON.stringify(rbac([...toys].reverse())))
})
