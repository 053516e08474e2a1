import t from 'tap'
import { compilerProblems, structuralProblems } from './fixtures/python.ts'
import { resourceCode } from './fixtures/user-code.ts'

const step = (python: string, more: object = {}) => resourceCode('KasprAgent', 'a', {
  processors: { operations: [{ name: 'step', map: { entrypoint: 'go', python }, ...more }] },
})

t.test('blocks are found wherever they stand, with their path', async (t) => {
  const code = { python: 'def f(v):\n    return v\n', entrypoint: 'f' }
  const found = resourceCode('KasprAgent', 'a', {
    output: { topics: [{ name: 'x', keySelector: code }] },
    processors: { init: { python: 'import os\n' }, operations: [{ filter: code }] },
  })
  t.strictSame(found.map(({ path }) => path), [
    'KasprAgent/a spec.output.topics[0].keySelector',
    'KasprAgent/a spec.processors.init',
    'KasprAgent/a spec.processors.operations[0].filter',
  ])
  t.strictSame(structuralProblems(found), [])
})

t.test('a step has to take its tables, and the first one of a web view the parts of the path', async (t) => {
  const python = 'def go(value):\n    return value\n'
  t.match(structuralProblems(step(python, { tables: [{ name: 'x', paramName: 'totals' }] })), [/go does not take totals$/])
  const view = resourceCode('KasprWebView', 'v', { request: { path: '/a/{b}' }, processors: { operations: [{ map: { entrypoint: 'go', python } }] } })
  t.match(structuralProblems(view), [/go does not take b$/])
})

t.test('bad code is found without Python', async (t) => {
  t.match(structuralProblems(step('def stop(value):\n    return value\n')), [/has no function go$/])
  t.match(structuralProblems(step('def go(value):\n   return value\n')), [/line 2 is indented by 3$/])
  t.match(structuralProblems(step('def go(value):\n\treturn value\n')), [/line 2 has a tab$/])
  t.match(structuralProblems(step('def go(value):\n    return {"a": [1, 2}\n')), [/brackets do not match/])
  t.match(structuralProblems(step('def go(value):\n    return "open\n')), [/a text does not end$/])
  t.match(structuralProblems(resourceCode('KasprAgent', 'a', { filter: { python: 'def go(v):\n    return v\n' } })), [/names no entrypoint$/])
})

t.test('bad code is found with Python, where there is one', async (t) => {
  const blocks = step('def go(value):\n    return value +\n')
  const found = compilerProblems(blocks) ?? ['KasprAgent/a spec.processors.operations[0].map: there is no Python']
  t.match(found, [/^KasprAgent\/a spec\.processors\.operations\[0\]\.map: /])
})
