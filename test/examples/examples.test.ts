import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { exampleNamed, exampleNames } from '../../scripts/examples/example.ts'
import { becomesReady, goldenFiles, goldenPath, goldenText, readyPath, readyText, runsPath, runsText, simulation } from '../../scripts/examples/goldens.ts'
import { textAt } from '../../scripts/examples/text-file.ts'
import type { Source } from '../../src/cli/documents.ts'
import { isRead } from '../../src/cli/rendering.ts'
import { checkOf } from '../../src/kit/check.ts'
import { withDefaults } from '../../src/kit/defaults.ts'
import type { Resource } from '../../src/kit/resource.ts'
import { isKind, resourcesOf } from '../../src/kit/resources.ts'
import type { TObject } from '../../src/kit/schema.ts'
import { isObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { compilerProblems, structuralProblems } from './fixtures/python.ts'
import { resourceCode } from './fixtures/user-code.ts'

const root = new URL('../../', import.meta.url)
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Served { readonly source: Source; readonly resource: Resource<TObject, TObject> }

const resources = resourcesOf(controllers)

/** What an example starts with, by its folder. */
const firstKinds: Readonly<Record<string, string | RegExp>> = { '': /^Kaspr/, 'oaat': /^(OaatType|ConfigMap)$/, 'environment': 'Namespace', 'studio': 'CustomResourceDefinition' }

/** Documents with the definition of their kind; Secrets and ConfigMaps have none. */
const served = (sources: readonly Source[]): readonly Served[] => sources.flatMap((source) =>
  resources.flatMap((resource) => isKind(resource, source.object) ? [{ source, resource }] : []))

for (const name of exampleNames) {
  t.test(`examples/${name}.yaml`, async (t) => {
    const example = await exampleNamed(name)
    const { sources, rendering: { parents, skipped } } = example

    t.test('renders without a mistake, and every field is read', async (t) => {
      t.strictSame(parents.flatMap(({ problems }) => problems), [])
      t.strictSame(parents.flatMap(({ ignored }) => ignored), [])
      t.strictSame(skipped.filter((source) => !isRead(controllers, source)).map(({ object }) => object.kind).filter((kind) => kind !== 'Secret' && kind !== 'Namespace'), [])
      t.ok(parents.every(({ children }) => children.length > 0))
    })

    t.test('becomes what its golden says (node scripts/example-goldens.ts writes them anew)', async (t) => {
      t.equal(goldenText(example), await textAt(goldenPath(name)))
    })

    const command = simulation(name)
    if (command !== undefined && becomesReady(command)) t.test('becomes ready as its golden says, when it is simulated as its first lines say', async (t) => {
      t.equal(command, `simulate examples/${name}.yaml --until Ready`)
      const text = await readyText(name, command)
      t.match(JSON.parse(text), { code: 0, end: 'Ready' })
      t.equal(text, await textAt(readyPath(name)))
    })

    if (command !== undefined && !becomesReady(command)) t.test('has the runs that its golden says, when it is simulated as its first lines say', async (t) => {
      t.ok(command.startsWith(`simulate examples/${name}.yaml `), command)
      const text = await runsText(name, command)
      t.match(text, /, never more than 1 at a time\n/)
      t.notMatch(text, /never more than ([2-9]|\d\d)/)
      t.equal(text, await textAt(runsPath(name)))
    })

    t.test('is valid before and after defaulting, and defaulting it twice changes nothing', async (t) => {
      for (const { source: { object }, resource: { spec: schema } } of served(sources)) {
        const spec = object['spec'] ?? null
        const once = withDefaults(schema, spec)
        t.strictSame(checkOf(schema).problems(spec, 'spec'), [])
        t.strictSame(checkOf(schema).problems(once, 'spec'), [])
        t.strictSame(withDefaults(schema, once), once)
      }
    })

    t.test('stands in the order in which it is to be applied, and says in two to five lines what it shows and how to try it', async (t) => {
      const lines = textOf(`examples/${name}.yaml`).split('\n')
      const header = lines.slice(0, lines.findIndex((line) => !line.startsWith('#')))
      t.ok(header.length >= 2 && header.length <= 5, `${header.length} lines`)
      t.match(header.join('\n'), `npx kaspr-hooks render examples/${name}.yaml`)
      t.match(header.join('\n'), `kubectl apply -f examples/${name}.yaml`)
      const kinds = sources.map(({ object }) => object.kind)
      t.match(kinds[0], firstKinds[name.split('/').slice(0, -1).join('/')])
      t.strictSame(kinds.slice(kinds.indexOf('KasprApp')).filter((kind) => /^Kaspr(?!App$)/.test(kind)), [], 'an app that comes after its components starts once')
      t.strictSame(lines.filter((line) => line.length > 130), [])
    })

    t.test('holds Python that compiles and functions that take what they are given', async (t) => {
      const blocks = sources.flatMap(({ object: { kind, metadata, spec } }) => isObject(spec) ? resourceCode(kind, metadata.name, spec) : [])
      t.strictSame(structuralProblems(blocks), [])
      const compiled = compilerProblems(blocks)
      t.comment(compiled === undefined ? 'no python3 here: structure checked only' : `${blocks.length} block(s) compiled`)
      t.strictSame(compiled ?? [], [])
    })

    t.test('holds no secret, only placeholders', async (t) => {
      const secrets = sources.filter(({ object }) => object.kind === 'Secret').flatMap(({ object }) => Object.values(trusted<object>(object['stringData'] ?? {})))
      t.strictSame([...new Set(secrets)].filter((value) => value !== 'REPLACE-ME'), [])
      t.notOk(sources.some(({ object }) => object.kind === 'Secret' && object['data'] !== undefined))
    })
  })
}

t.test('no golden is left over', async (t) => {
  const there = readdirSync(new URL('test/goldens/examples/', root), { encoding: 'utf8', recursive: true }).filter((file) => /\.(json|txt)$/.test(file))
  t.strictSame(there.map((file) => `test/goldens/examples/${file}`).toSorted(), (await goldenFiles()).map(({ path }) => path).toSorted())
})

t.test('every kind has an example', async (t) => {
  const kinds = new Set((await Promise.all(exampleNames.map(exampleNamed))).flatMap(({ sources }) => sources.map(({ object }) => object.kind)))
  t.strictSame(controllers.filter(({ type }) => type === 'composite').map(({ parent }) => parent.kind).filter((kind) => !kinds.has(kind)), [])
})

t.test('the overview lists every file, and no other', async (t) => {
  const listed = [...textOf('examples/README.md').matchAll(/^\| \[`?([\w./-]+)`?\]/gm)].map(([, file = '']) => file)
  const requests = readdirSync(new URL('examples/requests/', root)).map((file) => `requests/${file}`)
  t.strictSame(listed.toSorted(), [...exampleNames.map((name) => `${name}.yaml`), ...requests].toSorted())
})
