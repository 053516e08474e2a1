import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { admission } from '../../hooks/program/admission.ts'
import { forbidden } from '../../hooks/program/hookprogram/forbidden.ts'
import { limitsOf } from '../../hooks/program/hookprogram/limits.ts'
import { HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import { commands } from '../../src/cli/commands.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { verbs } from '../../studio/api/identity.ts'
import { studioMetrics } from '../../studio/api/studio-metrics.ts'
import { properties } from '../../studio/gate/run-gate.ts'
import { programMetrics } from '../../studio/runtime/metric-table.ts'
import { runCommand } from '../cli/terminal.ts'
import { eventRules, shelfRules, studioRules } from '../cluster/studio/rights.ts'
import { answer, callOf } from '../sandbox/fixture.ts'
import { studioFixture } from './api/fixture.ts'
import { openPlayground } from './playground.ts'

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = textOf('docs/studio.md')
const example = textOf('examples/studio/greeting.yaml')

/** Rows of the table whose head begins with this, as cells. */
const table = (head: string): readonly (readonly string[])[] => {
  const lines = page.slice(page.indexOf(`\n| ${head} |`) + 1).split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(2, end).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}
const words = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, word]) => word ?? [])
const firsts = (head: string): readonly string[] => table(head).flatMap(([cell]) => words(cell))
const blocks = (language: string): readonly string[] => [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].flatMap(([, text]) => text ?? [])
const commandLines = blocks('sh').flatMap((block) => block.split('\n')).filter((line) => line !== '')
const documents = blocks('yaml').flatMap((text) => parseAllDocuments(text))
const objects = documents.map((document) => trusted<JsonObject & { readonly kind: string; readonly rules?: readonly Rule[]; readonly metadata?: { readonly name: string } }>(document.toJS()))
interface Rule { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] }

t.test('the five commands of the first program do what they are said to', async (t) => {
  const [check = '', start = '', ...curls] = [...commandLines.slice(0, 2), ...commandLines.filter((line) => line.startsWith('curl'))]
  t.match(await runCommand(check.split(' ').slice(2)), { code: 0, out: 'greeting: good\n' })
  t.equal(start, 'npx kaspr-hooks playground')
  const { url, token } = await openPlayground(t)
  const said = []
  for (const curl of curls) {
    const [, path = ''] = /localhost:8083(\S+)/.exec(curl) ?? []
    const headers = [...curl.matchAll(/-H ['"]([^:]+): ([^'"]+)['"]/g)].map(([, name = '', value = '']) => [name, value.replace('$STUDIO_TOKEN', token)] as const)
    const answered = await fetch(url + path, { method: 'POST', headers: Object.fromEntries(headers), body: /-d '([^']+)'$/.exec(curl)?.[1] ?? '' })
    said.push([answered.status, parseJsonText(await answered.text())])
  }
  t.match(said, [[201, { name: 'greeting-82bc9868b3f0' }], [200, { passed: true }], [200, { spec: { activeRevision: 'greeting-82bc9868b3f0' } }]])
  t.equal(curls.length, 3)
})

t.test('the program on the page passes all checks', async (t) => {
  const [program = ''] = blocks('yaml')
  const [source = ''] = blocks('ts')
  const folder = t.testdir({ 'program.yaml': program, 'crd.yaml': example.split('\n---\n')[0] ?? '', 'program.ts': source })
  const { code, out, err } = await runCommand(['program', 'check', folder, '-o', 'json'])
  t.equal(code, 0, err)
  t.strictSame(JSON.parse(out).checks.properties.filter(({ result }: { result: string }) => result !== 'passed'), [])
})

t.test('every helper gives what the page says', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  t.teardown(() => sandboxes.stop())
  const rows = table('Call').map((cells) => cells.flatMap(words))
  t.ok(rows.length > 5)
  const code = `import { labels, name, compareQuantities, stableHash, conditions } from '@studio/k8s'\nexport const sync = () => ({ values: [${rows.map(([call]) => call).join(', ')}] })`
  t.strictSame(answer(await sandboxes.run(callOf(code))), { values: rows.map(([, value = '']): unknown => JSON.parse(value)) })
})

t.test('every command and every option exists', async (t) => {
  const known = new Map(commands.map((command) => [command.name, command]))
  for (const line of commandLines.filter((line) => line.startsWith('npx kaspr-hooks '))) {
    const [name = '', ...rest] = (line.split('#')[0] ?? '').trim().split(/ +/).slice(2)
    const options = Object.entries(known.get(name)?.options ?? {}).flatMap(([long, { short }]) => [`--${long}`, ...(short === undefined ? [] : [`-${short}`])])
    t.ok(known.has(name), line)
    t.strictSame(rest.filter((word) => word.startsWith('-') && !options.includes(word)), [], line)
  }
  const flags = (name: string): readonly string[] => Object.entries(known.get(name)?.options ?? {}).flatMap(([long, { short }]) => [`--${long}`, ...(short === undefined ? [] : [`-${short}`])])
  t.strictSame(firsts('Flag of `studio`').toSorted(), flags('studio').toSorted())
  t.strictSame(firsts('Option of `program`').toSorted(), flags('program').toSorted())
  for (const [flag = '', variable = ''] of table('Flag of `studio`').map((cells) => cells.flatMap(words))) {
    if (variable.startsWith('KASPR_')) t.equal(variable, `KASPR_HOOKS_STUDIO_${flag.slice(2).toUpperCase().replaceAll('-', '_')}`)
  }
})

t.test('tables hold what the code holds', async (t) => {
  t.strictSame(firsts('Property'), properties.map(({ name }) => name))
  t.strictSame(firsts('In `policy.forbid`').toSorted(), [...forbidden].toSorted())
  t.strictSame(table('Verb').map(([cell]) => words(cell)[0]), [...verbs])
  const [, kills = ''] = /export type Kill = (.*)\n/.exec(textOf('src/sandbox/sandbox.ts')) ?? []
  t.strictSame(firsts('Kill').toSorted(), [...kills.matchAll(/'(\w+)'/g)].map(([, kill]) => kill).toSorted())
  const limits = trusted<Readonly<Record<string, { readonly minimum: number; readonly maximum: number }>>>(HookProgramSpec.properties.limits.properties)
  t.strictSame(table('Limit').map(([name, value, range]) => [words(name)[0], value, range]), Object.entries(limitsOf(undefined)).map(([name, value]) => [name, String(value), `${limits[name]?.minimum} to ${limits[name]?.maximum}`]))
  const codes = new Set(['compiler/any-rule', 'compiler/cast-rule', 'compiler/program-rules', 'compiler/global-rule', 'compiler/export-rules', 'worker-authoring'].flatMap((file) => textOf(`studio/authoring/${file}.ts`).match(/STUDIO_[A-Z_]+/g) ?? []))
  t.strictSame(firsts('Code').toSorted(), [...codes].toSorted())
  t.strictSame(firsts('Policy').toSorted(), admission.map((policy) => trusted<{ readonly kind: string; readonly metadata: { readonly name: string } }>(policy)).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').map(({ metadata }) => metadata.name).toSorted())
})

t.test('every metric is in a table, with its labels', async (t) => {
  const rowsOf = (shapes: Readonly<Record<string, { readonly name: string; readonly labels: readonly string[] }>>): unknown => Object.values(shapes).map(({ name, labels }) => [name, ...labels])
  const [hooks, studio] = page.split('\n| Metric |').slice(1).map((part) => part.split('\n\n')[0] ?? '').map((part) => part.split('\n').slice(2).map((line) => [...words(line.split('|')[1]), ...words(line.split('|')[2])]))
  t.strictSame([hooks, studio], [rowsOf(programMetrics), rowsOf(studioMetrics)])
})

t.test('the table of rights is that of the routes', async (t) => {
  const { ask } = await studioFixture(t)
  const { paths } = trusted<{ readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly description?: string }>>>> }>((await ask({ as: '', url: '/openapi.json' })).body)
  const needed = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, { description = '' }]) => {
    const verb = /^Needs `(\w+)` on the program/.exec(description)?.[1]
    return verb === undefined ? [] : [`${verb} ${method.toUpperCase()} ${path.replace('/api/v1', '')}`]
  }))
  const listed = table('Verb').flatMap(([verb, routes]) => words(routes).filter((word) => /^[A-Z]+ \//.test(word)).map((route) => `${words(verb)[0]} ${route}`))
  t.strictSame(listed.toSorted(), needed.toSorted())
})

/** Rules as one text each, whatever the order of what they list. */
const inOrder = (rules: unknown): readonly string[] =>
  trusted<readonly Rule[]>(rules ?? []).flatMap(({ apiGroups, resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource} of ${apiGroups.join()}`))).toSorted()

t.test('YAML can be read, and the roles are those that the tests on a real API server run with', async (t) => {
  t.strictSame(documents.flatMap(({ errors }) => errors), [])
  const rulesOf = (name: string, of: string): unknown => objects.find(({ kind, metadata }) => kind === of && metadata?.name === name)?.rules
  t.strictSame([rulesOf('kaspr-hooks-studio', 'ClusterRole'), rulesOf('studio', 'Role'), rulesOf('kaspr-hooks-studio-events', 'Role')].map(inOrder), [studioRules, shelfRules, eventRules].map(inOrder))
  const options = Object.keys(commands.find(({ name }) => name === 'studio')?.options ?? {})
  const [, args = ''] = /- studio\n([^]*?)\n {10}env:/.exec(page) ?? []
  t.strictSame([...args.matchAll(/--([a-z-]+)=/g)].map(([, flag = '']) => flag).filter((flag) => !options.includes(flag)), [])
})

t.test('the revision that it names is that of the example (change the page after the example)', async (t) => {
  const [own] = /greeting-[0-9a-f]{12}/.exec(example) ?? []
  t.strictSame([...new Set(page.match(/greeting-[0-9a-f]{12}/g))].toSorted(), [own, 'greeting-82bc9868b3f0'].toSorted())
})

t.test('every row of the editor before it is answered, and the tests and files that the page names are there', async (t) => {
  const rows = table('#')
  t.strictSame(rows.map(([number]) => Number(number)), Array.from({ length: 22 }, (_, at) => at + 1))
  const named = rows.map(([number, , , shown = '']) => ({ number, found: /^`([^`]+)` "(.+)"$/.exec(shown) }))
  t.strictSame(named.filter(({ found }) => !namesTest(found?.[1] ?? '', found?.[2] ?? '?')).map(({ number }) => number), [])
  t.strictSame([...page.matchAll(/(?:examples|test|bench|metacontroller)\/[\w/.-]+\.(?:yaml|ts|json)/g)].map(([path]) => path).filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url))), [])
})

/** Whether a line of the file names a test so, or is a case of a table of tests. */
const namesTest = (file: string, name: string): boolean =>
  existsSync(new URL(`../../${file}`, import.meta.url)) && textOf(file).split('\n').some((line) => /\bt\.test\(|^\s*[[']/.test(line) && line.includes(name))
