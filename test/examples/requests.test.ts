import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { context } from '../../scripts/examples/example.ts'
import { goldenPath } from '../../scripts/examples/goldens.ts'
import { exampleRequests, requestFiles } from '../../scripts/examples/requests.ts'
import { invoke } from '../../src/guard/invoke.ts'
import { lastApplied } from '../../src/kit/last-applied.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { CompositeRequest, KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const root = new URL('../../', import.meta.url)
const fromFile = <Shape>(path: string): Shape => trusted<Shape>(parseJsonText(readFileSync(new URL(path, root), 'utf8')))
const requests = await exampleRequests()

type Child = JsonObject & KubernetesObject
interface Answer { readonly children: readonly Child[]; readonly status: JsonObject & { readonly conditions: readonly JsonObject[] } }

/** What a hook answers to the request in a file. */
const answered = <Body = Answer>(name: string): { readonly body: Body; readonly problems: readonly unknown[]; readonly resyncAfterSeconds: number } => {
  const found = requests.find((request) => request.name === name)
  if (found === undefined) throw new TypeError(`no request ${name}`)
  const request = fromFile(`examples/requests/${name}.json`)
  const { body, problems, resyncAfterSeconds } = invoke(found.controller, found.hook, { request, context })
  return { body: trusted<Body>(body), problems, resyncAfterSeconds }
}

const golden = fromFile<{ readonly items: readonly Child[] }>(goldenPath('quickstart')).items
const ofAgent = ({ metadata }: KubernetesObject): boolean => metadata.name === 'greet-agent'

t.test('the files are those that the script writes from the examples (node scripts/example-requests.ts writes them anew)', async (t) => {
  const files = await requestFiles()
  const there = readdirSync(new URL('examples/requests/', root)).map((file) => `examples/requests/${file}`)
  t.strictSame(there.toSorted(), files.map(({ path }) => path).toSorted())
  for (const { path, text } of files) t.equal(readFileSync(new URL(path, root), 'utf8'), text, path)
})

t.test('the first sync of an app wants all of its objects', async (t) => {
  const { body, problems } = answered('kasprapp-sync')
  t.strictSame(problems, [])
  t.strictSame(body.children, golden.filter((child) => !ofAgent(child)))
  t.match(body.status, { availableMembers: '0/1', linkedResources: { agents: [{ name: 'greet', topicName: 'names' }] } })
})

t.test('the first sync of an agent wants its ConfigMap and finds the app', async (t) => {
  const { body, problems } = answered('kaspragent-sync')
  t.strictSame(problems, [])
  t.strictSame(body.children, golden.filter(ofAgent))
  t.match(body.status, { app: { name: 'greeter', status: 'AppFound' }, configMap: 'greet-agent' })
})

t.test('the first sync of a group of items starts one of them', async (t) => {
  const { body, problems, resyncAfterSeconds } = answered('oaatgroup-sync')
  const { parent } = fromFile<CompositeRequest>('examples/requests/oaatgroup-sync.json')
  const [pod, ...others] = body.children
  const item = pod?.metadata.annotations?.['oaatoperator.kawaja.net/item'] ?? ''
  t.strictSame(problems, [])
  t.strictSame(others, [], 'never two')
  t.match(pod, { kind: 'Pod', metadata: { labels: { 'oaat-name': item } }, spec: { restartPolicy: 'Never', activeDeadlineSeconds: 7200 } })
  t.ok(trusted<{ readonly spec: { readonly oaatItems: readonly string[] } }>(parent).spec.oaatItems.includes(item), item)
  t.match(body.status, { state: 'running' })
  t.ok(resyncAfterSeconds > 0)
})

t.test('customize asks for the components of the app by their label, and for its storage class', async (t) => {
  const { relatedResources } = answered<{ readonly relatedResources: readonly JsonObject[] }>('kasprapp-customize').body
  t.strictSame(relatedResources.map(({ resource }) => resource), ['kaspragents', 'kasprwebviews', 'kasprtables', 'kasprtasks', 'kasprjoins', 'storageclasses'])
  for (const rule of relatedResources.slice(0, 5)) t.match(rule, { namespace: 'default', labelSelector: { matchLabels: { 'kaspr.io/app': 'greeter' } } })
})

t.test('an app at rest is quiet: it wants what was applied and says what it said', async (t) => {
  const { body, problems, resyncAfterSeconds } = answered('kasprapp-sync-observed')
  const { parent, children } = fromFile<CompositeRequest>('examples/requests/kasprapp-sync-observed.json')
  const applied = Object.values(children).flatMap((group) => Object.values(group)).map((child) => lastApplied(child))
  t.strictSame(problems, [])
  t.equal(resyncAfterSeconds, 0)
  t.strictSame(byName(body.children.map((child) => withUid(child, parent.metadata.uid))), byName(applied.map((child) => trusted<Child>(child))))
  t.strictSame(body.status, trusted<JsonObject>(parent)['status'])
  t.match(body.status, { availableMembers: '1/1', conditions: [{ type: 'Progressing', status: 'False' }, { type: 'Ready', status: 'True' }] })
})

/** Metacontroller adds its label before it applies a child. */
const withUid = (child: Child, uid: string | undefined): Child =>
  ({ ...child, metadata: { ...child.metadata, labels: { ...child.metadata.labels, 'controller-uid': uid ?? '' } } })

const byName = (children: readonly Child[]): object => Object.fromEntries(children.map((child) => [`${child.kind}/${child.metadata.name}`, child]))
