import t from 'tap'
import { manifestOf } from '../../src/manifest/manifest.ts'

const text = `# a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
  annotations:
    example.com/a.b: here
data:
  list.txt: "a"
---
apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  containers:
    - name: app
      image: x
      env:
        - &first {name: A, value: b}
        - *first
`

/** The marked text of a path. */
const marked = (of: string, path: string, index = 0): string => {
  const span = manifestOf(of).objects[index]?.placeOf(path)
  if (span === undefined) return 'no object'
  const lines = of.split('\n')
  return span.line === span.endLine ? (lines[span.line - 1] ?? '').slice(span.column - 1, span.endColumn - 1) : `${span.line}:${span.column} to ${span.endLine}:${span.endColumn}`
}

t.test('documents are counted from 1, and know where their fields stand', async (t) => {
  const { objects, problems } = manifestOf(text)
  t.strictSame(problems, [])
  t.strictSame(objects.map(({ document, object }) => [document, object.kind]), [[1, 'ConfigMap'], [2, 'Pod']])
  t.match(objects[1]?.placeOf('spec.containers[0].image'), { line: 17, column: 7, endLine: 17, endColumn: 15 })
})

for (const [path, index, expected] of [
  ['metadata.name', 0, 'name: one'],
  ['metadata.annotations.example.com/a.b', 0, 'example.com/a.b: here'],
  ['data.list.txt', 0, 'list.txt: "a"'],
  ['data', 0, 'data'],
  ['spec.containers', 1, 'containers'],
  ['spec.containers[0]', 1, 'name: app'],
  ['spec.containers[0].env[0].value', 1, 'value: b'],
  ['spec.containers[0].env[1].value', 1, 'value: b'],
  ['metadata.name', 1, 'name: two'],
  ['', 1, 'apiVersion: v1'],
] as const) {
  t.test(`${path === '' ? 'the whole document' : path} is found`, async (t) => {
    t.equal(marked(text, path, index), expected)
  })
}

for (const [path, expected] of [
  ['spec.containers[0].ports[0].name', 'name: app'],
  ['spec.containers[7].image', 'containers'],
  ['spec.restart', 'spec'],
  ['nothing.at.all', 'apiVersion: v1'],
] as const) {
  t.test(`${path} is not there: the nearest field around it is`, async (t) => {
    t.equal(marked(text, path, 1), expected)
  })
}

t.test('items of a List stand where they stand', async (t) => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: b\n'
  t.equal(marked(list, 'metadata.name', 1), 'name: b')
  t.equal(manifestOf(list).objects[1]?.placeOf('metadata.name').line, 8)
})

t.test('text that is no YAML is a problem at its place', async (t) => {
  t.match(manifestOf('a: 1\nb: [1\n').problems, [{ document: 1, isSyntax: true, message: /^[^\n]*[^:]$/, span: { line: 3, column: 1 } }])
  t.strictSame(manifestOf('a: 1\na: 2\n').problems.map(({ message }) => message), ['Map keys must be unique'])
  t.match(manifestOf('a: 1\n---\nkind: Pod\napiVersion: v1\nmetadata: {}\n').problems, [
    { document: 1, message: 'apiVersion: is required' },
    { document: 2, message: 'metadata.name: is required', span: { line: 5, column: 1 } },
  ])
  t.match(manifestOf('hello\n').problems, [{ message: 'is no Kubernetes object', span: { line: 1, column: 1, endColumn: 6 } }])
})

t.test('aliases that grow without end are a problem, not a crash', async (t) => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[index]}`).join()}]`)].join('\n')
  t.match(manifestOf(bomb).problems, [{ document: 1, message: /alias/i }])
})

t.test('nothing is nothing', async (t) => {
  t.strictSame(manifestOf('---\n---\n# only words\n'), { objects: [], problems: [] })
})
