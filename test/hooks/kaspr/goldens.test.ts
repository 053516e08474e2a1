import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { goldenCases, goldenNamed } from '../../goldens/cases.ts'
import { compared, unlisted, vanished } from '../../goldens/comparison.ts'
import { deviations } from '../../goldens/deviations.ts'
import { differences } from '../../goldens/difference.ts'
import { fieldAt, rendered } from '../../goldens/rendered.ts'

const results = new Map(goldenCases.map((golden) => [golden.name, rendered(golden)]))
const resultOf = (name: string) => results.get(name) ?? rendered(goldenNamed(name))

t.test('all cases are there', async (t) => {
  t.equal(goldenCases.length, 72)
  t.equal(goldenCases.reduce((sum, { expected }) => sum + expected.size, 0), 470)
  t.equal(goldenCases.reduce((sum, { payloads }) => sum + payloads.size, 0), 42)
})

for (const golden of goldenCases) {
  t.test(`${golden.name} equals what upstream renders, but for the listed deviations`, async (t) => {
    const result = resultOf(golden.name)
    const found = compared(golden, result)
    t.same(unlisted(golden.name, found), [], 'no unlisted difference')
    const objects = [...[...golden.expected.keys()].filter((key) => result.children.has(key)), ...Object.keys(golden.observed.componentStatus).map((key) => `Status/${key}`)]
    t.same(vanished(golden.name, objects, found), [], 'every listed deviation occurs')
  })
}

t.test('definition files are upstream\'s byte for byte and say the same to a reader of YAML 1.1', async (t) => {
  for (const { name, expected, payloads } of goldenCases) {
    for (const [file, content] of payloads) {
      const object = file.replace(/\.yaml$/, '')
      if (deviations.some((deviation) => deviation.case === name && deviation.path === '' && deviation.object === `ConfigMap/${object}`)) continue
      const text = fieldAt(resultOf(name).children.get(`ConfigMap/${object}`), 'data', file)
      t.equal(text, fieldAt(expected.get(`ConfigMap/${object}`), 'data', file), `${name}: ${file}`)
      t.same(differences({ content }, { content: parse(String(text), { version: '1.1' }) }), [], `${name}: ${file}, read`)
    }
  }
})

t.test('deviations name cases that exist and give a reason', async (t) => {
  for (const { case: name, except = [], object, reason } of deviations) {
    t.ok([...except, ...(name === '*' ? [] : [name])].every((known) => results.has(known)), `${name} ${object}`)
    t.match(reason, /^(Q\d+|verified \d+(–\d+)?|\d+\.\d+|design \d+)$/)
  }
})

t.test('the page for users tells of every case that deviates', async (t) => {
  const page = readFileSync(new URL('../../../docs/kaspr-deviations.md', import.meta.url), 'utf8')
  for (const name of new Set(deviations.map((deviation) => deviation.case))) t.ok(name === '*' || page.includes(`\`${name}\``), name)
})

t.test('the comparison sees what it has to see', async (t) => {
  const paths = (expected: object, actual: object) => differences(JSON.parse(JSON.stringify(expected)), JSON.parse(JSON.stringify(actual))).map(({ path }) => path)
  t.same(paths({ a: null, b: [], c: {}, d: { e: [] } }, {}), [], 'empty is absent')
  t.same(paths({ v: [{ name: 'x', emptyDir: {} }] }, { v: [{ name: 'x' }] }), ['v[x].emptyDir'], 'an empty directory is not')
  t.same(paths({ e: [{ name: 'a' }, { name: 'b' }] }, { e: [{ name: 'b' }, { name: 'a' }] }), ['e[order]'], 'order counts')
  t.same(paths({ e: [{ name: 'a', value: '1' }] }, { e: [{ name: 'a', value: '2' }, { name: 'b' }] }), ['e[a].value', 'e[b]'])
  t.same(paths({ l: [1, 2] }, { l: [2, 1] }), ['l[0]', 'l[1]'])
  t.same(paths({ e: [{ name: 'a' }, { name: 'a' }] }, { e: [{ name: 'a' }] }), ['e[1]'], 'items of one name are compared in order')
  t.same(paths({ m: { 'k/x': '1' } }, { m: { 'k/x': 1 } }), ['m["k/x"]'], 'a number is no text')
})
