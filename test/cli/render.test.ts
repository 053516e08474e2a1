import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { runCommand } from './terminal.ts'
import { scratchFolder } from '../fixtures/scratch-folder.ts'

const app = `
apiVersion: kaspr.io/v1alpha1
kind: KasprApp
metadata: {name: shop, namespace: demo}
spec:
  bootstrapServers: kafka:9092
  authentication: {type: plain}
  storage: {type: persistent-claim, class: standard, size: 1Gi}
`
const agent = `
apiVersion: kaspr.io/v1alpha1
kind: KasprAgent
metadata: {name: reader, namespace: demo, labels: {kaspr.io/app: shop}}
spec:
  input: {topic: {name: orders}}
  processors: {pipeline: [], operations: []}
`
const files = (...texts: readonly string[]): readonly string[] => {
  const folder = scratchFolder('render')
  return texts.map((text, index) => {
    const file = join(folder, `${index}.yaml`)
    writeFileSync(file, text)
    return file
  })
}

t.test('YAML documents of all children are printed, the agent mounted', async (t) => {
  const { code, out, err } = await runCommand(['render', ...files(app, agent)])
  t.match({ code, err }, { code: 0, err: '' })
  const objects = parseAllDocuments(out).map((document) => document.toJS())
  t.strictSame(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`), [
    'ServiceAccount/shop-app', 'ConfigMap/shop-app-config', 'Service/shop-app-api', 'Service/shop-app', 'HorizontalPodAutoscaler/shop-app-hpa', 'StatefulSet/shop-app', 'KasprMemberSet/shop-app', 'ConfigMap/reader-agent',
  ])
  t.match(objects[5], { spec: { template: { spec: { volumes: [{ name: 'reader-agent' }] } } } })
})

t.test('JSON output is one List; items carry namespace, no owner and no controller-uid', async (t) => {
  const { out } = await runCommand(['render', '-', '-o', 'json'], { stdin: `${app}---${agent}` })
  const list = JSON.parse(out)
  t.match(list, { apiVersion: 'v1', kind: 'List' })
  t.equal(list.items.length, 8)
  for (const { metadata } of list.items) {
    t.equal(metadata.namespace, 'demo')
    t.notOk('ownerReferences' in metadata)
    t.notOk('controller-uid' in (metadata.labels ?? {}))
  }
})

t.test('one parent can be picked; its components still count', async (t) => {
  const { out } = await runCommand(['render', '-', '-o', 'json', '--parent', 'kasprapp/shop'], { stdin: `${app}---${agent}` })
  t.equal(JSON.parse(out).items.length, 7)
  t.match(out, /AGENTS_HASH/)
})

t.test('documents without namespace get the given one', async (t) => {
  const { out } = await runCommand(['render', '-', '-n', 'team', '-o', 'json'], { stdin: app.replace(', namespace: demo', '') })
  t.equal(JSON.parse(out).items[0].metadata.namespace, 'team')
})

t.test('a List is read like its items, and empty documents do not count', async (t) => {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: parseAllDocuments(`${app}---${agent}`).map((document) => document.toJS()) })
  const { out } = await runCommand(['render', '-', '-o', 'json'], { stdin: `---\n---\n${list}\n---\n` })
  t.equal(JSON.parse(out).items.length, 8)
})

t.test('a mistake names file, document and field; the rest is still printed; exit code 1', async (t) => {
  const [file = ''] = files(`${app}---${agent.replace('topic: {name: orders}', 'topic: {name: orders, pattern: x}')}`)
  const { code, out, err } = await runCommand(['render', file, '-o', 'json'])
  t.equal(code, 1)
  t.equal(JSON.parse(out).items.length, 7)
  t.ok(err.includes(`error: ${file}, document 2 (KasprAgent/reader): spec.input.topic: needs exactly one of name and pattern\n`))
})

t.test('unknown fields are pointed out without failing', async (t) => {
  const { code, err } = await runCommand(['render', '-', '-o', 'json'], { stdin: `${app}  replica: 3\n  template: {pods: {}}\n` })
  t.equal(code, 0)
  t.match(err, /warning: standard input, document 1 \(KasprApp\/shop\): spec\.replica: unknown field, ignored\n/)
  t.match(err, /spec\.template\.pods: unknown field, ignored\n/)
})

t.test('YAML is read as kubectl reads it', async (t) => {
  const spec = '  template: {pod: {enableServiceLinks: no, metadata: {annotations: {time: 12:30:45, day: 2024-01-02}}, volumes: [{name: s, secret: {secretName: s, defaultMode: 0400}}]}}\n'
  const { code, out } = await runCommand(['render', '-', '-o', 'json'], { stdin: app + spec })
  t.equal(code, 0)
  const items: readonly { readonly kind: string; readonly spec: { readonly template: object } }[] = JSON.parse(out).items
  t.match(items.find(({ kind }) => kind === 'StatefulSet')?.spec.template, {
    metadata: { annotations: { time: '12:30:45', day: '2024-01-02' } },
    spec: { enableServiceLinks: false, volumes: [{ name: 's', secret: { defaultMode: 256 } }] },
  })
})

t.test('other kinds are skipped aloud', async (t) => {
  const { code, err } = await runCommand(['render', '-', '-o', 'json'], { stdin: `${app}---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: s}\n` })
  t.match({ code, err }, { code: 0, err: 'note: standard input, document 2 (CronJob/s): no controller serves batch/v1 CronJob, skipped\n' })
})

t.test('kinds that hooks read are read from the files, in the namespace of their parent, and not called skipped', async (t) => {
  const type = 'apiVersion: kawaja.net/v1\nkind: OaatType\nmetadata: {name: wash}\nspec: {type: pod, podspec: {container: {name: wash, image: wash}}}\n'
  const items = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cars}\ndata: {items: red}\n'
  const group = 'apiVersion: kawaja.net/v1\nkind: OaatGroup\nmetadata: {name: g}\nspec: {oaatType: wash, itemsFrom: {configMap: {name: cars}}}\n'
  for (const namespace of [[], ['-n', 'team']]) {
    const { code, out, err } = await runCommand(['render', '-', '-o', 'json', ...namespace], { stdin: [type, items, group].join('---\n') })
    t.match({ code, err }, { code: 0, err: '' })
    t.match(JSON.parse(out).items, [{ kind: 'Pod', metadata: { namespace: namespace[1] ?? 'default', labels: { 'oaat-name': 'red' } } }])
  }
  const elsewhere = await runCommand(['render', '-', '-o', 'json'], { stdin: [type.replace('name: wash}\nspec', 'name: wash, namespace: other}\nspec'), items, group].join('---\n') })
  t.match(elsewhere, { code: 1, err: /cannot find OaatType default\/wash/ })
})

for (const [name, stdin, expected] of [
  ['broken YAML', 'a: [1\n', /^KH_DOCUMENT_INVALID: -, document 1: line 2, column 1: /],
  ['text', 'hello\n', /^KH_DOCUMENT_INVALID: -, document 1: is no Kubernetes object\n/],
  ['an object without name', 'apiVersion: v1\nkind: Secret\nmetadata: {}\n', /^KH_DOCUMENT_INVALID: -, document 1: metadata\.name: is required\n/],
  ['an alias of nothing', 'a: *b\n', /^KH_DOCUMENT_INVALID: -, document 1: /],
  ['nothing', '', /^error: KH_NOTHING_TO_RENDER/],
] as const) {
  t.test(`${name} on standard input is a coded error`, async (t) => {
    t.match(await runCommand(['render', '-'], { stdin }), { code: 1, out: '', err: expected })
  })
}

for (const [name, args] of [
  ['no file', ['render']],
  ['an unknown format', ['render', '-', '-o', 'xml']],
  ['a parent without name', ['render', '-', '--parent', 'kasprapp']],
] as const) {
  t.test(`${name} is wrong usage`, async (t) => {
    t.match(await runCommand(args), { code: 2, out: '', err: /^KH_USAGE: / })
  })
}

t.test('a file that is not there is a coded error with its name', async (t) => {
  t.match(await runCommand(['render', 'no-such-file.yaml']), { code: 1, err: /^KH_FILE_UNREADABLE: no-such-file\.yaml: / })
})

t.test('settings are read from the environment, and a wrong one stops with its name', async (t) => {
  const { out } = await runCommand(['render', '-'], { stdin: app, env: { KASPR_IMAGE_REGISTRY: 'mirror.example.com/' } })
  t.match(out, /image: mirror\.example\.com\/kasprio\/kaspr:/)
  t.match(await runCommand(['render', '-'], { stdin: app, env: { INITIAL_MAX_REPLICAS: 'many' } }), { code: 1, err: /^KH_SETTING_INVALID: Setting INITIAL_MAX_REPLICAS: / })
})
