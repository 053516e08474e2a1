import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { Document, parse } from 'yaml'
import { readmeText, schemaText } from '../../scripts/chart-values/documents.ts'
import { isBranch, valuesOf } from '../../scripts/chart-values/values.ts'
import type { Leaf, Value } from '../../scripts/chart-values/values.ts'
import { metricTables } from '../../src/cli/generate.ts'
import { release } from '../../src/cli/release.ts'
import { chartFolder, rendered, template } from './helm.ts'
import { everything } from './values.ts'

// One annotated file of values, and what is made from it.

const read = (name: string): string => readFileSync(`${chartFolder}${name}`, 'utf8')
const values = valuesOf(read('values.yaml'))
const leavesOf = (value: Value): readonly Leaf[] => isBranch(value) ? Object.values(value.values).flatMap(leavesOf) : [value]
const leaves = leavesOf(values)

/** Values in which paths have another value. */
const withValues = (pairs: readonly (readonly [string, unknown])[]): object => {
  const document = new Document({})
  for (const [path, value] of pairs) document.setIn(path.split('.').filter((part) => part !== ''), value)
  return document.toJS()
}

/** Helm says where a mistake is by a pointer. */
const said = (err: string, path: string): boolean => err.includes(`at '/${path.replaceAll('.', '/')}'`) || (path === '' && err.includes("at ''"))

t.test('README, schema and values are in step', async (t) => {
  t.equal(read('values.schema.json'), schemaText(values))
  t.equal(read('README.md'), readmeText(read('README.md'), values))
  t.equal(spawnSync(process.execPath, ['scripts/chart-values.ts', '--check']).status, 0)
  t.ok(leaves.length > 80)
})

t.test('a value that nobody describes, and a page without a place for the table, are refused', async (t) => {
  t.throws(() => valuesOf('# -- One.\na: 1\nb: 2\n'), { code: 'KH_VALUE_UNDOCUMENTED', message: /describes b/ })
  t.throws(() => valuesOf('a:\n  # -- One.\n  b: 1\n  c: 2\n'), { code: 'KH_VALUE_UNDOCUMENTED', message: /describes a\.c/ })
  t.throws(() => valuesOf('# -- One.\n# @schema { shape: round }\na: 1\n'), { code: 'KH_SHAPE_UNKNOWN', message: /round/ })
  t.throws(() => readmeText('# Page', values), { code: 'KH_MARKS_MISSING' })
})

t.test('the chart has the release of the package', async (t) => {
  t.match(parse(read('Chart.yaml')), { version: await release(), appVersion: await release() })
})

t.test('a value of a wrong type is refused, by its path', async (t) => {
  const wrong = ({ default: absent }: Leaf): unknown => typeof absent === 'object' ? 'text' : [1]
  const { status, err } = template(withValues(leaves.map((leaf) => [leaf.path, wrong(leaf)])))
  t.equal(status, 1)
  t.strictSame(leaves.map(({ path }) => path).filter((path) => !said(err, path)), [])
})

t.test('an unknown key is refused at every level, by its path', async (t) => {
  const branches = [...new Set(leaves.map(({ path }) => path.split('.').slice(0, -1).join('.')))]
  const { status, err } = template(withValues(branches.map((path) => [`${path}.unknown`, 1])))
  t.equal(status, 1)
  t.strictSame(branches.filter((path) => !said(err, path)), [])
})

t.test('words outside of a choice are refused', async (t) => {
  for (const { path, schema } of leaves.filter((leaf) => 'enum' in leaf.schema || 'pattern' in leaf.schema)) {
    t.match(template(withValues([[path, '?!']])), { status: 1 }, `${path} ${JSON.stringify(schema)}`)
  }
})

t.test('alerts ask for metrics that there are', async (t) => {
  const names = new Set(metricTables.tables.flatMap(({ metrics }) => metrics.map(({ name }) => name)))
  const asked = read('alerts.yaml').match(/kaspr_[a-z_]+/g) ?? []
  t.ok(asked.length > 8)
  t.strictSame(asked.map((name) => name.replace(/_bucket$/, '')).filter((name) => !names.has(name)), [])
})

t.test('a PrometheusRule has all alerts with their labels, without a steward only those of the hooks', async (t) => {
  const alertsIn = (given: object) => JSON.stringify(rendered(given).filter(({ kind }) => kind === 'PrometheusRule')).match(/"alert":"\w+"/g) ?? []
  t.equal(alertsIn(everything).length, read('alerts.yaml').match(/- alert:/g)?.length)
  t.notMatch(alertsIn({ ...everything, steward: { enabled: false } }).join(), 'Steward')
  t.match(JSON.stringify(rendered(everything)), /"labels":\{"severity":"warning","team":"platform"\}/)
})

t.test('commands of the pages render', async (t) => {
  const pages = [read('README.md'), readFileSync('docs/install.md', 'utf8')].join('\n').replaceAll('\\\n', ' ')
  const commands = [...pages.matchAll(/^helm upgrade --install kaspr-hooks charts\/kaspr-hooks (.*)$/gm)].map(([, flags = '']) => flags.trim().split(/\s+/))
  t.ok(commands.length > 4)
  for (const flags of commands) {
    const { status, err } = template({}, {}, flags.filter((flag) => !/^--(create-namespace|take-ownership|wait|reuse-values|reset-then-reuse-values)$/.test(flag)))
    t.equal(status, 0, `${flags.join(' ')}: ${err}`)
  }
})
