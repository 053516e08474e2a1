import t from 'tap'
import { parsedYaml } from '../../src/kit/yaml-text.ts'

const problem = (text: string): string => {
  const found = parsedYaml(text)
  return 'problem' in found ? found.problem : ''
}

t.test('a text is read as YAML 1.2 with merge keys, into plain JSON', async (t) => {
  t.strictSame(parsedYaml('a: {b: 1}\nc: {<<: &x {d: no}, e: 022}\nf: 22:22\n'), { value: { a: { b: 1 }, c: { d: 'no', e: 22 }, f: '22:22' } })
  t.strictSame(parsedYaml(''), { value: null })
  t.strictSame(parsedYaml('.inf'), { value: null })
  t.strictSame(Object.keys(JSON.parse(JSON.stringify(parsedYaml('__proto__: {a: 1}')))['value']), ['__proto__'])
})

t.test('mistakes name their line', async (t) => {
  t.match(problem('a: 1\nb: [c'), /^is no YAML: .* \(line 2\)$/)
  t.match(problem('a: 1\na: 2'), 'is no YAML')
  t.match(problem('a: 1\n---\nb: 2'), 'is no YAML')
  t.match(problem('a: *b'), 'an alias of nothing')
})

t.test('nothing grows without end', async (t) => {
  t.match(problem('x'.repeat(32_769)), 'is longer than 32768 characters')
  t.match(problem('['.repeat(20_000)), 'is nested deeper than 50 levels')
  t.match(problem(`${'['.repeat(51)}${']'.repeat(51)}`), 'is nested deeper than 50 levels')
  t.equal(problem(`${'['.repeat(50)}${']'.repeat(50)}`), '')
  t.not(problem('&a [*a]'), '')
  t.match(problem(`a: &a [x, x]\nb: &b [${'*a, '.repeat(40)}]\nc: [${'*b, '.repeat(40)}]`), 'has too many aliases')
  t.match(problem(`a: &a ${'x'.repeat(20_000)}\nb: [${'*a, '.repeat(90)}]`), 'is too long with its aliases expanded')
})
