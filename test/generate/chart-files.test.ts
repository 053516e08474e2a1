import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { chartFiles } from '../../src/generate/chart-files.ts'
import { crd } from '../../src/generate/crd.ts'
import { folders, isGenerated } from '../../src/generate/generated-file.ts'
import { registration } from '../../src/generate/registration.ts'
import { inPlace } from '../../src/kit/controller.ts'
import { kind } from '../../src/kit/kind.ts'
import { ToyBox, labeller, toy, toybox } from './toys.ts'

const Extra = kind('extra.example.com/v1', 'Extra', 'extras')
const role = { name: 'extras-role', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }
const optional = { ...toy, optionalChildren: [{ setting: 'EXTRAS', value: 'on', children: [inPlace(Extra)], binds: [role] }] }
const guarded = { ...toybox, admission: [{ apiVersion: 'v1', kind: 'One' }, { apiVersion: 'v1', kind: 'Two' }] }

const files = chartFiles({ first: [optional, labeller], second: [guarded] }, '1.0.0', { helper: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })
const text = (path: string): string => files.find((file) => file.path === `charts/kaspr-hooks/files/${path}`)?.text ?? ''

t.test('every file stands once in the folder of its family, under the mark', async (t) => {
  t.equal(new Set(files.map(({ path }) => path)).size, files.length)
  t.ok(files.every(({ path, text: made }) => folders.some((folder) => path.startsWith(`${folder}/`)) && isGenerated(made)))
  t.match([...new Set(files.map(({ path }) => path.split('/')[3]))], ['first', 'second', 'rights'])
})

t.test('definitions and registrations are those of the plain manifests', async (t) => {
  t.strictSame(parse(text('second/registrations/toybox.yaml')), JSON.parse(JSON.stringify(registration(toybox, '1.0.0'))))
  t.strictSame(parse(text(`second/crds/${ToyBox.plural}.${ToyBox.group}.yaml`)), JSON.parse(JSON.stringify(crd(ToyBox))))
})

t.test('what a setting adds stands apart', async (t) => {
  t.strictSame(parse(text('first/options.yaml')), { options: [{
    controller: 'toy', setting: 'EXTRAS', value: 'on',
    childResources: [{ apiVersion: 'extra.example.com/v1', resource: 'extras', updateStrategy: { method: 'InPlace' } }],
    rules: [
      { apiGroups: ['extra.example.com'], resources: ['extras'], verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'] },
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: ['extras-role'], verbs: ['bind'] },
    ],
    roles: [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'extras-role', labels: { 'app.kubernetes.io/part-of': 'kaspr-hooks' } }, rules: role.rules }],
  }] })
  t.notMatch(text('first/registrations/toy.yaml'), 'extras')
  t.notMatch(text('first/rights.yaml'), 'extras')
  t.equal(text('second/options.yaml'), '')
})

t.test('policies and rights of processes have files of their own', async (t) => {
  t.equal([...parseAllDocuments(text('second/policies.yaml'))].length, 2)
  t.equal(text('first/policies.yaml'), '')
  t.strictSame(parse(text('rights/helper.yaml')), { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })
  t.match(text('rights/metacontroller.yaml'), 'controllerrevisions')
})
