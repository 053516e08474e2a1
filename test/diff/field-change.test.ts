import t from 'tap'
import { fieldChanges, pathOf } from '../../src/diff/field-change.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { parseJsonText } from '../../src/protocol/json.ts'

const changes = (from: JsonValue, to: JsonValue): readonly string[] =>
  fieldChanges(from, to).map(({ steps, from: before, to: after }) => `${pathOf(steps)}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`)

t.test('equal documents do not differ, whatever the order of their keys', async (t) => {
  t.strictSame(changes({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }), [])
})

t.test('items of a list that is merged are named by their key, in any order', async (t) => {
  const containers = (...env: readonly JsonValue[]): JsonValue => ({ containers: [{ name: 'app', env }] })
  t.strictSame(changes(containers({ name: 'A', value: '1' }, { name: 'B', value: '2' }), containers({ name: 'B', value: '3' }, { name: 'A', value: '1' })),
    ['containers[name=app].env[name=B].value: "2" → "3"'])
  t.strictSame(changes(containers({ name: 'A', value: '1' }), containers()), ['containers[name=app].env[name=A]: {"name":"A","value":"1"} → undefined'])
  t.strictSame(changes({ ports: [{ port: 80, name: 'a' }] }, { ports: [{ port: 80, name: 'b' }] }), ['ports[port=80].name: "a" → "b"'])
  t.strictSame(changes({ conditions: [{ type: 'Ready', status: 'True' }] }, { conditions: [{ type: 'Ready', status: 'False' }] }), ['conditions[type=Ready].status: "True" → "False"'])
})

t.test('a list that is replaced whole is one change, one of maps without a key goes by place', async (t) => {
  t.strictSame(changes({ args: ['a'] }, { args: ['a', 'b'] }), ['args: ["a"] → ["a","b"]'])
  t.strictSame(changes({ l: [{ x: 1 }, { x: 2 }] }, { l: [{ x: 1 }, { x: 3 }] }), ['l[1].x: 2 → 3'])
  t.strictSame(changes({ l: [{ name: 'a' }, { name: 'a', x: 1 }] }, { l: [{ name: 'a' }, { name: 'a', x: 2 }] }), ['l[1].x: 1 → 2'])
})

t.test('amounts of resources count by their value, other texts as they are', async (t) => {
  t.strictSame(changes({ limits: { memory: '1Gi', cpu: '1' } }, { limits: { memory: '1024Mi', cpu: '1500m' } }), ['limits.cpu: "1" → "1500m"'])
  t.strictSame(changes({ data: { memory: '1Gi' } }, { data: { memory: '1024Mi' } }), ['data.memory: "1Gi" → "1024Mi"'])
})

t.test('a field that comes or goes with plain values is told value by value', async (t) => {
  t.strictSame(changes({}, { limits: { memory: '2Gi', cpu: '1' } }), ['limits.memory: undefined → "2Gi"', 'limits.cpu: undefined → "1"'])
  t.strictSame(changes({ labels: { a: 'b' } }, {}), ['labels.a: "b" → undefined'])
  t.strictSame(changes({}, { emptyDir: {} }), ['emptyDir: undefined → {}'])
})

t.test('keys that are no names are quoted, and null is not absent', async (t) => {
  t.strictSame(changes({ annotations: { 'a.b/c': 'x', 'd': null } }, { annotations: { 'a.b/c': 'y' } }), ["annotations['a.b/c']: \"x\" → \"y\"", 'annotations.d: null → undefined'])
  t.strictSame(changes(parseJsonText('{"__proto__":1}'), parseJsonText('{"__proto__":2}')), ['__proto__: 1 → 2'])
})

t.test('integers that a double cannot hold are told apart', async (t) => {
  t.strictSame(changes(parseJsonText('{"n":9223372036854775806}'), parseJsonText('{"n":9223372036854775807}')), ['n: 9223372036854775806 → 9223372036854775807'])
})
