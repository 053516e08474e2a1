import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { parse } from 'yaml'
import { ruleNames } from '../../src/guard/rule-names.ts'
import { childChecks } from '../../src/guard/rules.ts'
import * as errors from '../../src/protocol/errors.ts'
import { serviceMetrics } from '../../src/server/metric-table.ts'
import { outcomes } from '../../src/server/outcome.ts'
import { unrests } from '../../src/server/watched-parent.ts'
import { labelsByName } from '../server/fixtures/page.ts'
import { drivableService, drivenService } from './fixtures/driven.ts'

// docs/observability.md says what there is, no less and no more.

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/observability.md')
const codesIn = (text: string): readonly string[] => [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
const sectionOf = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''

interface Rules { readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly annotations: Readonly<Record<string, string>> }[] }[] }
const rules: Rules = parse(read('charts/kaspr-hooks/alerts.yaml'))
const alerts = rules.groups.flatMap((group) => group.rules)

t.test('every metric of the service stands there with the labels that it has on a real page', async (t) => {
  const rows = sectionOf('Metrics of the hooks service').split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split(' | '))
  const told = rows.map(([name = '', labels = '']) => ({ name: codesIn(name)[0], labels: codesIn(labels) }))
  const byName = (one: { readonly name?: string | undefined }, other: { readonly name?: string | undefined }): number => (one.name ?? '').localeCompare(other.name ?? '')
  t.strictSame(told.toSorted(byName), Object.values(serviceMetrics).map(({ name, labels }) => ({ name, labels: [...labels] })).toSorted(byName))
  const exported = labelsByName((await drivenService(t)).replace(/\ble="[^"]*",?/g, ''))
  for (const { name = '', labels } of told) {
    const found = exported.get(name) ?? exported.get(`${name}_count`)
    t.strictSame([...found ?? ['missing']].toSorted(), [...labels].toSorted(), name)
  }
  for (const name of codesIn(page).filter((code) => /^(process|nodejs)_/.test(code))) t.ok([...exported.keys()].some((known) => known.startsWith(name)), name)
})

t.test('the command that looks by hand shows them', async (t) => {
  const { operations } = await drivableService(t)
  const [, command = ''] = /^```sh\n(curl .*)\n```$/m.exec(page) ?? []
  const { stdout } = await promisify(execFile)('sh', ['-c', command.replace('http://127.0.0.1:8081', operations)])
  t.match(stdout, 'kaspr_hooks_requests_total{')
})

t.test('outcomes and kinds of unrest are all explained', async (t) => {
  for (const word of [...outcomes, ...unrests]) t.ok(codesIn(page).includes(word), word)
})

t.test('every alert has a section that says what to do, and points to it', async (t) => {
  t.strictSame([...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name), alerts.map(({ alert }) => alert))
  for (const { alert, annotations } of alerts) t.equal(annotations['runbook'], `docs/observability.md#${alert.toLowerCase()}`)
})

t.test('codes, values and files that the page names are there', async (t) => {
  const known = Object.values(errors).map((error) => String(Reflect.get(Object(Reflect.construct(Object(error), [])), 'code')))
  for (const code of codesIn(page).filter((text) => text.startsWith('KH_'))) t.ok(known.includes(code), code)
  const values = parse(read('charts/kaspr-hooks/values.yaml'))
  for (const path of codesIn(page).filter((text) => /^(hooks|networkPolicy|wire)\.\w+$/.test(text))) t.ok(path.split('.').reduce((at, key) => Object(at)[key], values) !== undefined, path)
  for (const path of codesIn(page).filter((text) => /^(charts|test)\/\S+$/.test(text))) t.ok(read(path).length > 0, path)
})

t.test('every rule of the guard is counted from 0 on', async (t) => {
  const said = ['guard', 'invoke'].flatMap((file) => [...read(`src/guard/${file}.ts`).matchAll(/(?:rule: |GuardViolation\()'([a-z-]+)'/g)].map(([, rule = '']) => rule))
  t.strictSame([...ruleNames].toSorted(), [...new Set([...Object.keys(childChecks), ...said])].toSorted())
})
