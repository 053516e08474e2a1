import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { exampleNamed, exampleNames } from '../../scripts/examples/example.ts'
import { goldenPath, goldenText } from '../../scripts/examples/goldens.ts'
import { textAt } from '../../scripts/examples/text-file.ts'
import type { Source } from '../../src/cli/documents.ts'
import { checkOf } from '../../src/kit/check.ts'
import { withDefaults } from '../../src/kit/defaults.ts'
import type { Resource } from '../../src/kit/resource.ts'
import type { TObject } from '../../src/kit/schema.ts'
import { isObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { compilerProblems, structuralProblems } from './fixtures/python.ts'
import { resourceCode } from './fixtures/user-code.ts'

const root = new URL('../../', import.meta.url)
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Served { readonly source: Source; readonly resource: Resource<TObject, TObject> }

/** Documents with the definition of their kind; Secrets have none. */
const served = (sources: readonly Source[]): readonly Served[] => sources.flatMap((source) =>
  controllers.flatMap((controller) => controller.type === 'composite' && controller.parent.kind === source.object.kind ? [{ source, resource: controller.parent }] : []))

for (const name of exampleNames) {
  t.test(`examples/${name}.yaml`, async (t) => {
    const example = await exampleNamed(name)
    const { sources, rendering: { parents, skipped } } = example

    t.test('renders without a mistake, and every field is read', async (t) => {
      t.strictSame(parents.flatMap(({ problems }) => problems), [])
      t.strictSame(parents.flatMap(({ ignored }) => ignored), [])
      t.strictSame(skipped.map(({ object }) => object.kind).filter((kind) => kind !== 'Secret' && kind !== 'Namespace'), [])
      t.ok(parents.every(({ children }) => children.length > 0))
    })

    t.test('becomes what its golden says (node scripts/example-goldens.ts writes them anew)', async (t) => {
      t.equal(goldenText(example), await textAt(goldenPath(name)))
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

    t.test('starts with the app and says in two to five lines what it shows and how to try it', async (t) => {
      const lines = textOf(`examples/${name}.yaml`).split('\n')
      const header = lines.slice(0, lines.findIndex((line) => !line.startsWith('#')))
      t.ok(header.length >= 2 && header.length <= 5, `${header.length} lines`)
      t.match(header.join('\n'), `npx kaspr-hooks render examples/${name}.yaml`)
      t.match(header.join('\n'), `kubectl apply -f examples/${name}.yaml`)
      t.equal(sources[0]?.object.kind, 'KasprApp')
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
  t.strictSame(readdirSync(new URL('test/goldens/examples/', root)).toSorted(), exampleNames.map((name) => `${name}.json`).toSorted())
})

t.test('every kind has an example', async (t) => {
  const kinds = new Set((await Promise.all(exampleNames.map(exampleNamed))).flatMap(({ sources }) => sources.map(({ object }) => object.kind)))
  t.strictSame(controllers.map(({ parent }) => parent.kind).filter((kind) => !kinds.has(kind)), [])
})

t.test('the overview lists every file, and no other', async (t) => {
  const listed = [...textOf('examples/README.md').matchAll(/^\| \[`?([\w./-]+)`?\]/gm)].map(([, file = '']) => file)
  const requests = readdirSync(new URL('examples/requests/', root)).map((file) => `requests/${file}`)
  t.strictSame(listed.toSorted(), [...exampleNames.map((name) => `${name}.yaml`), ...requests].toSorted())
})
