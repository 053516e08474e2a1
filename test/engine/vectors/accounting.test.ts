import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { applyVectors } from '../fixtures/apply-vectors.ts'
import { mergeVectors } from '../fixtures/merge-vectors.ts'
import { tableIds, yamlIds } from '../fixtures/vector-ids.ts'

const folder = `${import.meta.dirname}/../`
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).map((file) => readFileSync(`${folder}${file}`, 'utf8'))

/** Ids at the head of a test's name, or in a table from which names are made. */
const named = new Set([
  ...tests.flatMap((text) => [...text.matchAll(/t\.test\(['`]([A-Z]\d\d)\b/g), ...text.matchAll(/^ {2}\['([A-Z]\d\d)', /gm), ...text.matchAll(/of \[\['([A-Z]\d\d)', [^\]]*\], \['([A-Z]\d\d)'/g)].flatMap((found) => found.slice(1))),
  ...[...mergeVectors, ...applyVectors].map(({ id }) => id),
])

t.test('there are 39 vectors and 113 table cases', async (t) => {
  t.strictSame([yamlIds.length, tableIds.length], [39, 113])
  t.equal(new Set([...yamlIds, ...tableIds]).size, 152)
})

t.test('every one is a test', async (t) => {
  const all = [...yamlIds, ...tableIds]
  t.strictSame(all.filter((id) => !named.has(id)), [])
  t.strictSame([...named].filter((id) => !all.includes(id)), [], 'no test has an id that is nobody\'s')
})
