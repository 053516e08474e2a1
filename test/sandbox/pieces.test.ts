import t from 'tap'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { piecesOf } from '../../src/sandbox/pieces.ts'
import { run } from './fixture.ts'

const sandboxes = createSandboxes({ workers: 1 })
t.teardown(() => sandboxes.stop())

const long = 'x'.repeat(400)

t.test('a program sees the request exactly as JSON has it, in pieces or not', async (t) => {
  const texts = [
    '{}',
    '[]',
    '[{"a":1}]',
    '"text"',
    `{"a":{"b":"${long}"},"c":1}`,
    ` { "a" : { "b" : "${long}" , "c" : [ ] } , "d" : { "e" : "${long}" } } `,
    `{"a":{"b":"${long}","c":{"d":["${long}",{"e":"${long}"}],"f":{"g":"${long}"}}}}`,
    `{"a":{"b":"${long}"},"a":1}`,
    `{"a":1,"a":{"b":"${long}"},"c":2}`,
    `{"a":{"b":"${long}"},"\\u0061":1}`,
    `{"\\u0061\\"":{"b":"${long}"},"b\\\\":{"c":"${long}"}}`,
    `{"a":{"b":"${long}\\\\"},"c":{"d":"{[\\"${long}]}"}}`,
    `{"a":["${long}",{"b":{"c":"${long}"}}],"d":{"e":"${long}"}}`,
    `{"__proto__":{"b":"${long}"},"2":{"c":"${long}"},"1":{"c":"${long}"}}`,
    `{"a":"a","b":{"a":"${long}"},"c":["a"],"d":{"e":{"f":"${long}"}}}`,
    `{"":{"b":"${long}"},"ä€😀":{"ä€😀":"😀${long}\\ud800"}}`,
  ]
  for (const request of texts) t.equal(JSON.stringify(await run(sandboxes, 'return request', { request })), JSON.stringify(JSON.parse(request)), request.replaceAll(long, '…'))
})

/** What stands before the whole, the list of its members, the whole. */
const textOf = (source: string): readonly string[] => {
  const { text, root } = piecesOf(source)
  return [text.slice(0, root.list), text.slice(root.list, root.from), text.slice(root.from, root.to)]
}

t.test('long members have pieces of their own, short ones and items of lists do not', (t) => {
  const list = `[{"d":"${long}"}]`
  t.same(textOf(`{"a":{"b":1},"c":${list}}`), [list, `["c",0,0,${list.length}]`, '{"a":{"b":1},"c":0}'])
  const inner = `{"c":"${long}"}`
  const middle = `["b",0,0,${inner.length}]{"b":0}`
  t.same(textOf(`{"a":{"b":${inner}}}`), [inner + middle, `["a",${inner.length},${inner.length + middle.indexOf('{')},${inner.length + middle.length}]`, '{"a":0}'])
  t.same(textOf('{"a":{"b":{"c":1}}}'), ['', '', '{"a":{"b":{"c":1}}}'])
  t.end()
})

t.test('what is not JSON stays whole', (t) => {
  for (const text of ['', '{', '}', '{"a":{"b":"', `{"a":{"b":"${long}"}`, `{"a":{"b":"${long}"}}}`, '"', '[1', `{}{"a":{"b":"${long}"}}`]) t.same(piecesOf(text), { text, root: { list: 0, from: 0, to: text.length } }, text)
  t.end()
})

t.test('reading a member twice gives the same object', async (t) => {
  t.equal(await run(sandboxes, 'return request.a === request.a && { ...request }.a === request.a', { request: `{"a":{"b":"${long}"}}` }), true)
})
