import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { changesOf, folders, isGenerated } from '../../src/generate/generated-file.ts'
import { generatedFiles } from '../../src/generate/generated-files.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { composite } from '../../src/kit/composite.ts'
import { resource } from '../../src/kit/resource.ts'
import { at } from './crd-rules.ts'
import { Toy, ToyBox, toy, toybox, toys } from './toys.ts'

const files = generatedFiles(toys, '1.0.0')
const texts = new Map(files.map(({ path, text }) => [path, text]))
const yaml = (path: string): JsonObject => trusted<JsonObject>(parse(texts.get(path) ?? ''))
const strings = (value: JsonValue): readonly string[] => Array.isArray(value) ? value.map(String) : []

t.test('makes every file once, in its folders, under the mark', async (t) => {
  t.equal(texts.size, files.length)
  for (const { path, text } of files) {
    t.ok(folders.some((folder) => path.startsWith(`${folder}/`)), path)
    t.ok(isGenerated(text), `${path} carries the mark`)
    t.ok(text.endsWith('\n') && !text.endsWith('\n\n'), `${path} ends in one line break`)
  }
})

t.test('makes the same bytes again', async (t) => {
  t.strictSame(generatedFiles(toys, '1.0.0'), files)
})

t.test('writes words that old YAML readers take for booleans or numbers in quotes', async (t) => {
  const text = texts.get('crds/toys.toys.example.com.yaml') ?? ''
  t.match(text, /default: "yes"\n/)
  t.match(text, /- "on"\n\s+- "off"\n\s+- "1.5"\n/)
  t.notMatch(text, /[&*]a\d/, 'and no anchors')
})

t.test('lists everything in the kustomizations', async (t) => {
  const crds = strings(at(yaml('crds/kustomization.yaml'), 'resources'))
  t.strictSame(crds, ['toyboxes.kaspr.io.yaml', 'toyparts.kaspr.io.yaml', 'toys.toys.example.com.yaml'])
  for (const name of crds) t.ok(texts.has(`crds/${name}`), name)
  const listed = strings(at(yaml('metacontroller/kustomization.yaml'), 'resources'))
  t.strictSame(listed, ['../crds', 'address.yaml', 'rbac.yaml', 'composite-toy.yaml', 'composite-toybox.yaml', 'decorator-labeller.yaml'])
  for (const name of listed.slice(1)) t.ok(texts.has(`metacontroller/${name}`), name)
  const here = [...texts.keys()].filter((path) => /^metacontroller\/[^/]*$/.test(path) && !path.endsWith('/kustomization.yaml'))
  t.equal(here.length, listed.length - 1, 'nothing is left out')
})

t.test('fills the address into every webhook that is registered', async (t) => {
  const replacements = at(yaml('metacontroller/address/kustomization.yaml'), 'replacements')
  const source = yaml('metacontroller/address.yaml')
  const filled = new Set<string>()
  for (const replacement of Array.isArray(replacements) ? replacements : []) {
    const from = String(at(replacement, 'source', 'fieldPath')).split('.')
    t.equal(at(replacement, 'source', 'name'), at(source, 'metadata', 'name'))
    t.equal(typeof at(source, ...from), 'string', 'a ConfigMap holds texts')
    const targets = at(replacement, 'targets')
    for (const target of Array.isArray(targets) ? targets : []) {
      const name = String(at(target, 'select', 'name'))
      const object = yaml(`metacontroller/${at(target, 'select', 'kind') === 'CompositeController' ? 'composite' : 'decorator'}-${name}.yaml`)
      for (const path of strings(at(target, 'fieldPaths'))) {
        t.equal(String(at(object, ...path.split('.'))), String(at(source, ...from)), `${name} ${path}`)
        filled.add(`${name} ${path}`)
      }
    }
  }
  t.equal(filled.size, 5 * 4, 'five hooks, four fields')
})

t.test('never sends the address to the cluster', async (t) => {
  t.equal(at(yaml('metacontroller/address.yaml'), 'metadata', 'annotations', 'config.kubernetes.io/local-config'), 'true')
  const patch = trusted<JsonObject>(parse(String(at(yaml('metacontroller/kustomization.yaml'), 'patches', 0, 'patch'))))
  t.strictSame(patch, { $patch: 'delete', apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kaspr-hooks-address' } })
})

t.test('makes YAML that reads back without a warning', async (t) => {
  for (const [path, text] of texts) {
    if (!path.endsWith('.yaml')) continue
    for (const document of parseAllDocuments(text)) t.strictSame('errors' in document && [...document.errors, ...document.warnings], [], path)
  }
})

t.test('refuses names of controllers that cannot be', async (t) => {
  const named = (name: string) => composite({ name, parent: ToyBox, children: [], sync: () => ({ children: [], status: {} }) })
  t.throws(() => generatedFiles([toybox, named('toybox')], '1'), { code: 'KH_DEFINITION_INVALID', message: /two controllers/ })
  t.throws(() => generatedFiles([named('Toy Box')], '1'), { code: 'KH_DEFINITION_INVALID', message: /DNS label/ })
})

t.test('refuses two kinds whose pages would be one', async (t) => {
  const other = { ...toy, name: 'other', parent: resource({ ...Toy, group: 'other.example.com' }) }
  t.throws(() => generatedFiles([toy, other], '1'), { code: 'KH_DEFINITION_INVALID', message: /docs\/reference\/toy\.md/ })
})

t.test('tells missing, stale and superfluous files, and leaves files of people alone', async (t) => {
  const made = (path: string, text: string) => ({ path, text })
  const mark = '# Generated by `npm run generate`; do not edit.\n'
  const wanted = [made('crds/b.yaml', 'b'), made('crds/a.yaml', 'a'), made('crds/c.yaml', 'c')]
  const there = [made('crds/b.yaml', 'old'), made('crds/c.yaml', 'c'), made('crds/z.yaml', `${mark}z`), made('crds/notes.yaml', `z\n${mark}`)]
  t.strictSame(changesOf(wanted, there), [
    { path: 'crds/a.yaml', text: 'a', kind: 'missing' },
    { path: 'crds/b.yaml', text: 'b', kind: 'stale' },
    { path: 'crds/z.yaml', text: `${mark}z`, kind: 'superfluous' },
  ])
  t.strictSame(changesOf(wanted, wanted), [])
})
