import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { readyPath } from '../../scripts/examples/goldens.ts'
import { renderParent } from '../../src/engine/render.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { goldenCases, goldenNamed } from '../goldens/cases.ts'
import { rendered } from '../goldens/rendered.ts'
import { registrationProblems } from './accepted/registration-form.ts'
import { refusals, statusRefusals } from './accepted/refusals.ts'
import { theLayout } from './harness/control-plane.ts'
import { documentsIn, documentsOf, install, installOwn } from './harness/definitions.ts'
import { openObjects } from './harness/objects.ts'
import type { AnyObject } from './harness/objects.ts'
import { onStage } from './harness/stage.ts'

const layout = theLayout()
const objects = openObjects(layout)
t.teardown(() => { objects.close() })
const namespace = 'default'
const examples = fileURLToPath(new URL('../../examples/', import.meta.url))
const exampleFiles = readdirSync(examples, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.yaml')).toSorted()

t.before(() => installOwn(layout))

t.test('the API server takes the generated CRDs', async (t) => {
  const definitions = documentsIn('crds')
  t.equal(definitions.length, 14)
  for (const definition of definitions) t.match(await objects.apply(definition), { spec: { group: /^(((env|studio)\.)?kaspr\.io|kawaja\.net)$/ } }, definition.metadata.name)
})

t.test('the API server takes the generated rights', async (t) => {
  const rights = documentsOf(fileURLToPath(new URL('../../metacontroller/rbac.yaml', import.meta.url)))
  t.ok(rights.length > 0)
  t.strictSame(await refusals(objects, rights), [])
})

t.test('the generated registrations have the form that Metacontroller reads', async (t) => {
  const registrations = documentsIn('metacontroller').filter(({ apiVersion }) => apiVersion.startsWith('metacontroller.k8s.io/'))
  t.equal(registrations.length, controllers.length)
  for (const registration of registrations) t.strictSame(registrationProblems(registration), [], registration.metadata.name)
  const definitions = process.env['METACONTROLLER_CRDS'] ?? ''
  if (definitions !== '') {
    await install(objects, documentsOf(definitions))
    t.strictSame(await refusals(objects, registrations), [], `and ${definitions} takes them`)
  }
})

t.test('every child of every golden passes a dry run', async (t) => {
  for (const golden of goldenCases) {
    const children = [...rendered(golden).children.values()].map((child) => trusted<AnyObject>(child))
    t.ok(children.length > 0, golden.name)
    t.strictSame(await refusals(objects, children, namespace), [], golden.name)
  }
})

t.test('every example passes a dry run, and so does what it becomes', async (t) => {
  t.ok(exampleFiles.length >= 20)
  for (const file of exampleFiles) {
    const given = documentsOf(`${examples}${file}`).map(here)
    t.strictSame(await refusals(objects, given, namespace), [], file)
    t.strictSame(await refusals(objects, given.flatMap((parent) => childrenOf(parent, given)), namespace), [], `children of ${file}`)
    t.strictSame(await refusals(objects, readyChildren(file.slice(0, -'.yaml'.length)), namespace), [], `children of ${file}, once it is ready`)
  }
})

// What the runtime refuses at start is refused in the CRD too (docs/kaspr-deviations.md).
const isRefused = ({ kind, metadata: { name } }: KubernetesObject): boolean => kind === 'KasprWebView' && name === 'orders-api'
const refusedCase = 'webview-full'

t.test('every status that a hook answers fits its CRD', (t) => onStage(layout, 'statuses', async ({ namespace }) => {
  for (const golden of goldenCases) {
    const { statuses } = rendered(golden)
    const parents = golden.resources.filter((parent) => golden.name !== refusedCase || !isRefused(parent))
      .map((parent) => trusted<AnyObject>({ ...parent, status: statuses.get(`${parent.kind}/${parent.metadata.name}`) ?? {} }))
    t.strictSame(await statusRefusals(objects, parents, namespace), [], golden.name)
  }
}))

t.test('a status that does not fit is refused', (t) => onStage(layout, 'wrong-status', async ({ namespace }) => {
  const [parent] = goldenNamed('app-minimal').resources
  const refused = await statusRefusals(objects, [trusted<AnyObject>({ ...parent, status: { observedGeneration: 'one' } })], namespace)
  t.match(refused, [/observedGeneration/])
}))

t.test('what the runtime would refuse at start is refused by the API server', async (t) => {
  const refused = await refusals(objects, goldenNamed(refusedCase).resources.filter(isRefused).map((one) => trusted<AnyObject>(one)), namespace)
  t.match(refused, [/statusCode/])
})

/** What an example that grows in stages has in the end, as its golden says; nothing for others. Secrets are masked there. */
const readyChildren = (name: string): readonly AnyObject[] => existsSync(readyPath(name))
  ? trusted<{ objects: readonly AnyObject[] }>(JSON.parse(readFileSync(readyPath(name), 'utf8'))).objects.filter((object) => object.kind !== 'Secret' && !isParent(object)) : []

const isParent = ({ kind }: AnyObject): boolean => controllers.some(({ parent }) => parent.kind === kind)

/** Some parents read only what is in their own namespace. */
const here = (object: AnyObject): AnyObject => ({ ...object, metadata: { ...object.metadata, namespace } })

const childrenOf = (parent: AnyObject, all: readonly AnyObject[]): readonly AnyObject[] => {
  const controller = controllers.find((one) => one.parent.kind === parent.kind)
  if (controller?.type !== 'composite') return []
  const { body } = renderParent(controller, parent, { around: { objects: all }, context: { now: '2026-01-02T03:04:05Z', settings: {} } })
  return isObject(body) && Array.isArray(body['children']) ? trusted<readonly AnyObject[]>(body['children']) : []
}
