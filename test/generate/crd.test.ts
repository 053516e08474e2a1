import t from 'tap'
import { columns, crd, rootSchema, schemaHash } from '../../src/generate/crd.ts'
import { generatedFiles } from '../../src/generate/generated-files.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import { controllers } from '../../hooks/index.ts'
import { optional, struct, text } from '../../src/kit/fields.ts'
import { resource } from '../../src/kit/resource.ts'
import { at, crdProblems } from './crd-rules.ts'
import { Toy, ToyBox, toys } from './toys.ts'

t.test('names a CRD as Kubernetes wants it', async (t) => {
  const made = crd(Toy)
  t.strictSame(made['apiVersion'], 'apiextensions.k8s.io/v1')
  t.strictSame(at(made, 'metadata', 'name'), 'toys.toys.example.com')
  t.strictSame(at(made, 'metadata', 'labels'), { 'app.kubernetes.io/part-of': 'kaspr-hooks' })
  t.strictSame(at(made, 'spec', 'names'), { kind: 'Toy', listKind: 'ToyList', plural: 'toys', singular: 'toy', shortNames: ['ty'] })
  t.strictSame(at(made, 'spec', 'scope'), 'Namespaced')
  t.strictSame(at(made, 'spec', 'versions', 0, 'name'), 'v1')
  t.strictSame(at(made, 'spec', 'versions', 0, 'subresources'), { status: {} })
})

t.test('puts kinds of kaspr.io into a category', async (t) => {
  t.strictSame(at(crd(ToyBox), 'spec', 'names', 'categories'), ['kaspr'])
  t.strictSame(at(crd(ToyBox), 'spec', 'names', 'shortNames'), null, 'and leaves out what is empty')
  t.strictSame(at(crd(ToyBox), 'spec', 'scope'), 'Cluster')
})

t.test('adds the column Age as the last one', async (t) => {
  const age = { name: 'Age', type: 'date', description: 'Time since the object was created.', jsonPath: '.metadata.creationTimestamp' }
  t.strictSame(at(crd(ToyBox), 'spec', 'versions', 0, 'additionalPrinterColumns'), [age])
  t.strictSame(at(crd(Toy), 'spec', 'versions', 0, 'additionalPrinterColumns'), [
    { name: 'Title', type: 'string', jsonPath: '.spec.title' },
    { name: 'Ready', type: 'string', description: 'Whether it is ready.', jsonPath: '.status.conditions[?(@.type=="Ready")].status', priority: 1 },
    age,
  ])
})

t.test('refuses columns that cannot be', async (t) => {
  const withColumn = (name: string, jsonPath: string) => () => columns({ ...Toy, columns: [{ name, type: 'string', jsonPath }] })
  t.throws(withColumn('Age', '.a'), { code: 'KH_DEFINITION_INVALID', message: /columns\.Age/ })
  t.throws(withColumn('Title', 'spec.title'), { code: 'KH_DEFINITION_INVALID', message: /columns\.Title/ })
})

t.test('describes the whole object', async (t) => {
  const root = rootSchema(Toy)
  t.strictSame(root['description'], Toy.description)
  t.strictSame(root['required'], ['spec'])
  t.strictSame(at(root, 'properties', 'metadata'), { type: 'object' })
  t.strictSame(Object.keys(root['properties'] ?? {}), ['apiVersion', 'kind', 'metadata', 'spec', 'status'])
  t.strictSame(root['x-kubernetes-validations'], [
    { rule: 'self.metadata.name.size() <= 50', message: 'the name has at most 50 characters' },
    { rule: '!has(self.spec.storage) || !has(self.spec.paused) || !self.spec.paused', message: 'a paused toy has no storage', fieldPath: '.spec.paused' },
  ])
})

t.test('does not require a spec without required fields, and describes it', async (t) => {
  const root = rootSchema(ToyBox)
  t.strictSame(root['required'], undefined)
  t.strictSame(root['x-kubernetes-validations'], undefined)
  t.strictSame(at(root, 'properties', 'spec', 'description'), 'What is wanted of the ToyBox.')
  t.strictSame(at(root, 'properties', 'status', 'description'), 'What was observed of the ToyBox.')
})

t.test('refuses a kind without description', async (t) => {
  t.throws(() => crd({ ...ToyBox, description: ' ' }), { code: 'KH_DEFINITION_INVALID', message: /ToyBox: description/ })
})

t.test('marks a CRD with a hash that follows its schema', async (t) => {
  const hash = at(crd(ToyBox), 'metadata', 'annotations', 'kaspr.io/schema-hash')
  const changed = resource({ ...ToyBox, spec: struct({ colour: optional(text('Its paint.')) }, 'Spec.') })
  t.match(hash, /^[0-9a-f]{12}$/)
  t.equal(hash, schemaHash(rootSchema(ToyBox)))
  t.equal(hash, at(crd(resource({ ...ToyBox })), 'metadata', 'annotations', 'kaspr.io/schema-hash'))
  t.not(hash, at(crd(changed), 'metadata', 'annotations', 'kaspr.io/schema-hash'))
})

t.test('finds the resources that controllers own, make and read, each once', async (t) => {
  t.strictSame(resourcesOf(toys).map(({ kind }) => kind), ['ToyBox', 'ToyPart', 'Toy'])
})

t.test('refuses one name for two resources', async (t) => {
  const [toy, ...others] = toys
  const twin = { ...toy, name: 'twin', parent: resource({ ...Toy, version: 'v2' }) }
  t.throws(() => resourcesOf([toy, twin, ...others]), { code: 'KH_DEFINITION_INVALID', message: /toys\.toys\.example\.com is defined twice/ })
})

t.test('makes only CRDs that an API server can take, for toys and for every real controller', async (t) => {
  for (const made of [...resourcesOf(toys), ...resourcesOf(controllers)]) t.strictSame(crdProblems(crd(made)), [], made.kind)
  t.ok(generatedFiles(controllers, '1.0.0').length > 0, 'and everything else of the real controllers too')
})
