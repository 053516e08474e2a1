import t from 'tap'
import { typesDigestOf } from '../../../hooks/program/types-digest.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { typesOf } from '../../../studio/authoring/declarations/types-of.ts'
import { workerAuthoring } from '../../../studio/authoring/worker-authoring.ts'
import { sampleSpec, typed } from './sample.ts'

const compiler = workerAuthoring({ milliseconds: 60_000 })
t.teardown(() => compiler.stop())

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', ...more, properties })

/** What the compiler has against statements about `spec`, over parents with this schema. */
const problems = async (schema: JsonObject, statements: string): Promise<readonly string[]> => {
  const source = `type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
export const sync: Sync = ({ parent: { spec } }) => {
  const is = <Shown extends true>(): Shown | undefined => undefined
  type Spec = typeof spec
  is<true>()
  ${statements}
  return { children: [], status: {} }
}`
  return (await compiler.check(source, typesOf(typed(schema)).text)).map(({ code, message }) => `${code} ${message}`)
}

t.test('every rule of schemas has its type', async (t) => {
  const cases: readonly (readonly [string, JsonObject, string])[] = [
    ['required text', object({ a: { type: 'string' } }, { required: ['a'] }), '{ readonly a: string }'],
    ['optional number', object({ a: { type: 'integer' } }), '{ readonly a?: number }'],
    ['default', object({ a: { type: 'boolean', default: false } }), '{ readonly a: boolean }'],
    ['default of null', object({ a: { type: 'string', default: null } }), '{ readonly a?: string }'],
    ['int or string', object({ a: { 'x-kubernetes-int-or-string': true, 'anyOf': [{ type: 'integer' }, { type: 'string' }] } }), '{ readonly a?: number | string }'],
    ['choices', object({ a: { type: 'string', enum: ['x', 'it\'s"'] }, b: { type: 'integer', enum: [1, 2] } }), '{ readonly a?: "x" | "it\'s\\"", readonly b?: 1 | 2 }'],
    ['nullable', object({ a: { type: 'string', nullable: true } }), '{ readonly a?: string | null }'],
    ['list', object({ a: { type: 'array', items: object({ b: { type: 'string' } }) } }), '{ readonly a?: ReadonlyArray<{ readonly b?: string }> }'],
    ['map', object({ a: { type: 'object', additionalProperties: { type: 'integer' } } }), '{ readonly a?: { readonly [key: string]: number } }'],
    ['unknown fields are kept', object({ a: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } }), '{ readonly a?: { readonly [key: string]: unknown } }'],
    ['anything', object({ a: { 'x-kubernetes-preserve-unknown-fields': true } }), '{ readonly a?: unknown }'],
    ['unknown fields are pruned', object({ a: { type: 'object' } }), '{ readonly a?: { readonly [key: string]: never } }'],
    ['strange names', object({ 'a-b': { type: 'string' }, '1': { type: 'string' }, 'new': { type: 'string' }, 'readonly': { type: 'string' }, 'constructor': { type: 'string' } }, { required: ['a-b', '1', 'new', 'readonly', 'constructor'] }),
      '{ readonly "a-b": string, readonly "1": string, readonly new: string, readonly readonly: string, readonly constructor: string }'],
  ]
  for (const [name, schema, type] of cases) {
    t.strictSame(await problems(schema, `is<Same<Spec, ${type}>>()`), [], name)
    t.match((await problems(schema, 'is<Same<Spec, { readonly other: 1 }>>()')).join(), /TS2344/, `${name}: the comparison can fail`)
  }
})

t.test('requests are read-only at any depth', async (t) => {
  const schema = object({ a: object({ b: { type: 'array', items: { type: 'string' } } }, { required: ['b'] }) }, { required: ['a'] })
  for (const statement of ['spec.a = { b: [] }', 'spec.a.b = []', "spec.a.b[0] = ''", "spec.a.b.push('x')", 'spec.a.b.sort()']) {
    t.equal((await problems(schema, statement)).length, 1, statement)
  }
})

t.test('neither names nor descriptions end the text that they stand in', async (t) => {
  const hostile = ['*/ } } declare global { const leaked: any } /*', '*\\/', '"; const leaked: any; "', '`${leaked}`', '\u2028const leaked: any', '\r\n/// <reference path="/etc/passwd" />\n', '\0\u0007', '// @ts-nocheck', '__proto__', '\ud800', '']
  const schema = object(Object.fromEntries(hostile.map((name, index) => [name, { type: 'string', description: hostile[(index + 1) % hostile.length] ?? '', enum: [name, 'x'] }])))
  const { text } = typesOf({ ...typed(schema), spec: { ...sampleSpec, parent: { apiVersion: 'example.com/v1', resource: 'myresources' } } })
  t.strictSame(await compiler.check('export const sync: Sync = () => ({ children: [], status: {} })', text), [])
  t.match(await compiler.check('export const sync: Sync = () => ({ children: [], status: {} })\nleaked', text), [{ code: 'TS2304' }])
  // Every hostile name is a property, and nothing else is.
  for (const [index, name] of hostile.entries()) {
    t.strictSame(await problems(schema, `const named: ${JSON.stringify(name)} | 'x' | undefined = spec[${JSON.stringify(name)}]; void named`), [], `name ${index}`)
  }
})

t.test('a kind whose names come from elsewhere is quoted too', async (t) => {
  const definitions = new Map(typed().definitions)
  definitions.set('evils.example.com', {
    spec: { scope: 'Namespaced', names: { kind: "Evil': any } } const leaked: any; type X = { '" }, versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: object({ spec: object({}) }) } }] },
  })
  const { text } = typesOf({ spec: { ...sampleSpec, children: [{ apiVersion: 'example.com/v1', resource: 'evils' }] }, definitions })
  t.match(await compiler.check('export const sync: Sync = () => ({ children: [], status: {} })\nleaked', text), [{ code: 'TS2304' }])
})

t.test('the digest is the one that the program compares', async (t) => {
  const { definitions } = typed()
  t.match(typesOf(typed()).digest, /^[0-9a-f]{64}$/)
  t.equal(typesOf(typed()).digest, typesDigestOf(sampleSpec, new Map([...definitions].map(([name, { spec }]) => [name, { spec: JSON.parse(JSON.stringify(spec)) }]))))
  t.not(typesOf(typed()).digest, typesOf(typed(object({ other: { type: 'string' } }))).digest)
  t.equal(typesOf({ spec: sampleSpec, definitions: new Map() }).digest, undefined)
})

t.test('objects are found by the key that requests have', async (t) => {
  const cluster = { apiVersion: 'v1', resource: 'namespaces' }
  const { text } = typesOf(typed(undefined, { ...sampleSpec, related: [cluster, { apiVersion: 'v1', resource: 'secrets' }, cluster] }))
  const check = (expression: string): ReturnType<typeof compiler.check> =>
    compiler.check(`export const sync: Sync = ({ children, related }) => { void ${expression}; return { children: [], status: {} } }`, text)
  t.match(await check("children['ConfigMap.v1']['name']"), [{ code: 'TS7053' }])
  for (const good of ["related['Namespace.v1']?.['name']?.metadata.namespace", "related['Secret.v1']?.['n1/name']?.data?.['a']", "Object.values(children['ConfigMap.v1']).map(({ data }) => data)", "Object.entries(related['Secret.v1'] ?? {}).length"]) t.strictSame(await check(good), [], good)
})

t.test('without definitions everything is open', async (t) => {
  const { text } = typesOf({ spec: { ...sampleSpec, children: [{ apiVersion: 'other.org/v1', resource: 'things' }, ...sampleSpec.children ?? []] }, definitions: new Map() })
  const source = (child: string): string => `export const sync: Sync = ({ parent, children }) => {
  const message: unknown = parent['spec']
  const thing = children['Thing.other.org/v1']?.['a']?.metadata.name ?? children['ConfigMap.v1']['n/a']?.data?.['x']
  return { children: [${child}], status: { said: String(message), thing } }
}`
  t.strictSame(await compiler.check(source("{ apiVersion: 'other.org/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { any: ['thing'] } }"), text), [])
  t.match(await compiler.check(source("{ apiVersion: 'else.org/v1', kind: 'Thing', metadata: { name: 'a' } }"), text), [{ code: 'TS2322', severity: 'error' }])
})
