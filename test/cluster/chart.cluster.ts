import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parse } from 'yaml'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { drawnValues } from '../chart/drawn-values.ts'
import { chartFolder, documentsOf as documentsOfText, template } from '../chart/helm.ts'
import type { Rendered } from '../chart/helm.ts'
import { placesIn } from '../chart/values-arbitrary.ts'
import { everything } from '../chart/values.ts'
import { ofMetacontroller, ofOthers } from './chart/strangers.ts'
import { pathsOf, releaseIn, secretOf } from './chart/release.ts'
import { theLayout } from './harness/control-plane.ts'
import { documentsOf, install } from './harness/definitions.ts'
import { eventually } from './harness/eventually.ts'
import { CompositeController, Definition, Namespace, openObjects } from './harness/objects.ts'
import type { AnyObject } from './harness/objects.ts'
import { trusted } from '../../src/protocol/trusted.ts'

// The chart on a real API server, in a namespace that admits only what the Pod Security Standard `restricted` allows.

const layout = theLayout()
const objects = openObjects(layout)
const namespace = 'kaspr-hooks'
const release = releaseIn(layout, namespace)

const file = process.env['METACONTROLLER_CRDS'] ?? ''
const strangers = trusted<readonly AnyObject[]>([...(file === '' ? ofMetacontroller : []), ...ofOthers])

t.before(async () => {
  await objects.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } })
  await install(objects, [...strangers, ...(file === '' ? [] : documentsOf(file))])
})

t.teardown(async () => {
  for (const { metadata } of strangers) await objects.remove(Definition, metadata)
  await objects.remove(Namespace, { name: namespace })
  // Others use the same name.
  await eventually('the namespace is gone', async () => {
    const found = await objects.get(Namespace, { name: namespace })
    return { done: found === undefined, seen: found?.['status'] }
  })
  objects.close()
})

const tokens = () => secretOf(objects, namespace, 'kaspr-hooks-token')
const registeredPaths = async () => pathsOf(await objects.get(CompositeController, { name: 'kasprapp' }))

/** An object in the namespace that there is. */
const here = (object: Rendered): Rendered => object.metadata.namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } }

t.test('what is drawn from the schema of the values passes a dry run', async (t) => {
  const schema = trusted<JsonObject>(JSON.parse(readFileSync(`${chartFolder}values.schema.json`, 'utf8')))
  const seen = new Set<string>()
  for (const values of fc.sample(drawnValues(placesIn(schema)), { seed: 1, numRuns: 12 })) {
    const { status, out, err } = template(values)
    t.equal(status, 0, err)
    const fresh = documentsOfText(out).objects.filter((object) => !seen.has(JSON.stringify(object)))
    for (const object of fresh) seen.add(JSON.stringify(object))
    t.equal(release.refused(fresh.map(here)), '', JSON.stringify(values))
  }
  t.ok(seen.size > 150, `${seen.size} objects`)
})

t.test('it is installed with the values of the release before, and all pods are admitted and run', async (t) => {
  const before: object = parse(readFileSync(new URL('chart/values-0.1.0.yaml', import.meta.url), 'utf8'))
  const { status, out, err } = release.apply(before)
  t.equal(status, 0, err)
  t.match(out, 'kubectl --namespace kaspr-hooks rollout status deployment/kaspr-hooks', 'it says what to do next')
  t.equal(release.there(release.objects()).length, release.objects().length, 'every object is there')
})

t.test('an upgrade keeps those values, and asks for no others', async (t) => {
  const { status, err } = release.apply({}, ['--reset-then-reuse-values'])
  t.equal(status, 0, err)
  const deployment = release.objects().find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'kaspr-hooks')
  t.match(JSON.stringify(deployment), '--drain-seconds=10')
  t.match(JSON.stringify(deployment), 'registry.example.com/kaspr-hooks:')
  t.ok(release.objects().some(({ kind, metadata }) => kind === 'CompositeController' && metadata.name === 'oaatgroup'))
})

t.test('an upgrade to everything is accepted, token and mark stay', async (t) => {
  const [token, paths] = [await tokens(), await registeredPaths()]
  t.match(token['token'], /^[A-Za-z0-9]{48}$/)
  const again = release.apply({})
  t.equal(again.status, 0, again.err)
  t.strictSame(await tokens(), token)
  t.strictSame(await registeredPaths(), paths, 'nothing is synced anew')
  t.match(release.apply({}, ['--reuse-values']), { status: 0, err: '' }, 'values that are kept are still good')
  t.strictSame(await tokens(), token)
  const { status, err } = release.apply(everything)
  t.equal(status, 0, err)
  t.strictSame(await tokens(), token)
  t.equal(release.there(release.objects()).length, release.objects().length)
})

t.test('a new token has been accepted before, and reaches Metacontroller', async (t) => {
  const [before, paths] = [await tokens(), await registeredPaths()]
  t.equal(release.apply({ auth: { rotation: '2' } }).status, 0)
  const after = await tokens()
  t.equal(after['token'], before['next'])
  t.ok(before['accepted']?.split('\n').includes(after['token'] ?? ''))
  t.strictSame(after['accepted']?.split('\n'), [after['token'], after['next'], before['token']])
  t.equal((await registeredPaths()).filter((path) => paths.includes(path)).length, 0, 'every registration has another spec')
  t.equal(release.apply({ auth: { rotation: '3' } }).status, 0)
  t.notOk((await tokens())['accepted']?.includes(before['token'] ?? ''), 'two changes end a token')
})

t.test('a Secret of yours that changes changes the mark at the next upgrade', async (t) => {
  const values = { auth: { existingSecret: 'mine' } }
  const kubectl = (verb: string, token: string) => release.kubectl([verb, '-f', '-'], { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mine', namespace }, stringData: { token } })
  t.equal(kubectl('create', 'one'), 0)
  t.equal(release.apply(values).status, 0)
  const paths = await registeredPaths()
  t.equal(release.apply(values).status, 0)
  t.strictSame(await registeredPaths(), paths)
  t.equal(kubectl('apply', 'two'), 0)
  t.equal(release.apply(values).status, 0)
  t.equal((await registeredPaths()).filter((path) => paths.includes(path)).length, 0)
})

t.test('removed, it leaves CRDs and nothing else', async (t) => {
  t.equal(release.apply(everything).status, 0)
  const all = release.objects()
  const { status, err } = release.uninstall()
  t.equal(status, 0, err)
  const definitions = all.filter(({ kind }) => kind === 'CustomResourceDefinition')
  t.equal(definitions.length, 14)
  t.strictSame(release.there(all).toSorted(), definitions.map(({ metadata }) => `customresourcedefinition.apiextensions.k8s.io/${metadata.name}`).toSorted())
  for (const { metadata } of definitions) {
    const spec = (await objects.get(Definition, metadata))?.['spec']
    t.ok(isObject(spec), metadata.name)
  }
})
