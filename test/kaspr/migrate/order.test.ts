import t from 'tap'
import { migrateCommand } from '../../../kaspr/migrate/command.ts'
import type { Finding, FindingCode } from '../../../kaspr/migrate/finding.ts'
import { planOf } from '../../../kaspr/migrate/plan.ts'
import { Forbidden } from '../../../src/engine/api-errors.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { goldenNamed } from '../../goldens/cases.ts'
import { runWith } from './fixtures/command-run.ts'
import { upstream } from './fixtures/upstream.ts'
import type { Upstream } from './fixtures/upstream.ts'

const plurals = ['kasprapps', 'kaspragents', 'kasprwebviews', 'kasprtables', 'kasprtasks', 'kasprjoins', 'kasprmembersets']
const definition = (plural: string, subresources: JsonValue = { status: {} }, creationTimestamp = '2026-01-01T00:00:00Z'): StoredObject => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.kaspr.io`, creationTimestamp },
  spec: { versions: [{ name: 'v1alpha1', subresources }] },
})
const definitions = plurals.map((plural) => definition(plural))
const registration = (name: string, query = '?release=1.0.0'): StoredObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name, creationTimestamp: '2026-01-01T01:00:00Z' },
  spec: { hooks: { sync: { version: 'v2', webhook: { path: `/hooks/${name}/sync${query}` } } } },
})

/** A cluster that also has kinds that the embedded one does not know. */
const accessWith = (world: Upstream, extra: readonly StoredObject[]) => migrateCommand(() => ({
  ...world.access,
  list: async (kind, namespace) => extra.some((object) => object.kind === kind.kind) ? extra.filter((object) => object.kind === kind.kind) : world.access.list(kind, namespace),
}))

const given = (...extra: readonly StoredObject[]): Promise<readonly Finding[]> => {
  const { resources, expected } = goldenNamed('agent-one')
  return planOf({ objects: trusted([...resources, ...expected.values(), ...extra]), unreadable: [] }, { now: '2026-01-02T03:04:05Z', settings: {} })
}
const codes = (findings: readonly Finding[], ...wanted: readonly FindingCode[]): readonly string[] => findings.filter(({ code }) => wanted.includes(code)).map(({ message }) => message)
const done = (findings: readonly Finding[]): readonly (boolean | undefined)[] => findings.filter(({ code }) => code === 'Step').map(({ done }) => done)

t.test('registered before the children are labelled: the plan warns, apply refuses until told otherwise', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  const command = accessWith(world, [...definitions, registration('kasprapp')])
  t.match(await runWith(command, ['plan']), { code: 1, out: /! CompositeController kasprapp registered while 7 objects have no label yet/ })
  await t.rejects(runWith(command, ['apply']), { code: 'KH_MIGRATION_ORDER' })
  t.equal((await runWith(command, ['apply', '--force'])).code, 0)
  t.match(await runWith(command, ['apply']), { code: 0, out: 'nothing to do\n' })
})

t.test('definitions without a status subresource have to come before the registrations', async (t) => {
  const old = [definition('kaspragents', {}), ...definitions.filter(({ metadata: { name } }) => !name.startsWith('kaspragents'))]
  t.strictSame(codes(await given(...old), 'DefinitionOutdated'), ['to be installed before the registrations: kaspragents.kaspr.io'])
  t.match(codes(await given(...old, registration('kaspragent')), 'RegisteredTooEarly').join('\n'), /before the definitions of kaspragents\.kaspr\.io/)
  t.strictSame(codes(await given(...definitions), 'DefinitionOutdated', 'RegisteredTooEarly'), [])
})

t.test('a registration older than its definition may never write a status: the plan says so', async (t) => {
  const later = definition('kasprapps', { status: {} }, '2026-01-01T02:00:00Z')
  t.match(codes(await given(later, registration('kasprapp')), 'RegisteredTooEarly').join('\n'), /CompositeController kasprapp is older than its definition/)
  t.notMatch(codes(await given(...definitions, registration('kasprapp')), 'RegisteredTooEarly').join('\n'), /older/)
})

t.test('but not where the status of the newest generation is there', async (t) => {
  const later = definition('kasprapps', { status: {} }, '2026-01-01T02:00:00Z')
  const app = trusted<StoredObject>({ ...goldenNamed('app-minimal').resources[0], status: { observedGeneration: 1 } })
  const findings = await planOf({ objects: [app, later, registration('kasprapp')], unreadable: [] }, { now: '2026-01-02T03:04:05Z', settings: {} })
  t.notMatch(codes(findings, 'RegisteredTooEarly').join('\n'), /older/)
})

t.test('who may not read Deployments cannot tell whether kaspr-operator runs, and apply does not guess', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  const blind = migrateCommand(() => ({ ...world.access, list: async (kind, namespace) => {
    if (kind.kind === 'Deployment') throw new Forbidden('deployments', 'no')
    return world.access.list(kind, namespace)
  } }))
  t.match(await runWith(blind, ['plan']), { code: 1, out: /! deployments may not be read/ })
  await t.rejects(runWith(blind, ['apply']), { code: 'KH_OPERATOR_RUNNING', message: /nobody can tell/ })
  t.equal((await runWith(blind, ['apply', '--force'])).code, 0)
})

t.test('who may not read what belongs to apps gets no plan at all', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  const blind = migrateCommand(() => ({ ...world.access, list: async (kind, namespace) => {
    if (kind.kind === 'StatefulSet') throw new Forbidden('statefulsets', 'no')
    return world.access.list(kind, namespace)
  } }))
  await t.rejects(runWith(blind, ['plan']), { code: 'KH_API_FORBIDDEN' })
})

t.test('a registration that names no release is told, and apply refuses', async (t) => {
  t.strictSame(codes(await given(...definitions, registration('kasprapp', '')), 'RegistrationUnmarked'), ['CompositeController kasprapp: the paths of its webhooks name no release'])
  t.strictSame(codes(await given(...definitions, registration('kasprapp')), 'RegistrationUnmarked'), [])
  const world = await upstream(goldenNamed('agent-one'))
  await runWith(accessWith(world, []), ['apply'])
  await t.rejects(runWith(accessWith(world, [...definitions, registration('kasprapp', '')]), ['apply']), { code: 'KH_MIGRATION_ORDER', message: /name no release/ })
})

t.test('registrations of others are nobody\'s business', async (t) => {
  t.strictSame(codes(await given(...definitions, registration('something-else', '')), 'RegistrationUnmarked', 'RegisteredTooEarly'), [])
})

t.test('the steps say which are done', async (t) => {
  t.strictSame(done(await given()), [true, false, false, false, false])
  t.strictSame(done(await given(...definitions)), [true, false, true, false, false])
  t.strictSame(done(await given(...definitions, registration('kasprapp'))), [true, false, true, true, false])
})

t.test('kopf wrote a moment ago: its operator seems to run', async (t) => {
  const traces = async (trace: Readonly<Record<string, JsonValue>>): Promise<readonly string[]> => {
    const { resources } = goldenNamed('app-minimal')
    const objects = resources.map((resource) => withMetadata(trusted<StoredObject>(resource), trace))
    return codes(await planOf({ objects, unreadable: [] }, { now: '2026-01-02T03:04:05Z', settings: {} }), 'OperatorRunning')
  }
  const fields = (time: string) => ({ managedFields: [{ manager: 'kopf', time, fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:kopf.zalando.org/last-handled-configuration': {} } } } }] })
  const note = (time: string) => ({ annotations: { 'kopf.zalando.org/on_create': `{"started":"2026-01-01T00:00:00","delayed":"${time}"}` } })
  t.equal((await traces(fields('2026-01-02T03:03:05Z'))).length, 1)
  t.strictSame(await traces(fields('2026-01-02T02:03:05Z')), [])
  t.equal((await traces(note('2026-01-02T03:05:00.123456'))).length, 1)
  t.strictSame(await traces(note('2026-01-01T00:00:10')), [])
  t.strictSame(await traces({ annotations: { 'kopf.zalando.org/last-handled-configuration': '{"at":"2026-01-02T03:04:00Z"}' } }), [], 'text of the spec is no trace')
})

t.test('rollback takes away our labels and no others', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  const command = accessWith(world, [])
  const labels = async () => [...(await world.objects()).values()].map(({ kind, metadata }) => [kind, metadata.name, metadata.labels ?? {}] as const)
  const before = await labels()
  await runWith(command, ['apply'])
  t.match(await runWith(command, ['rollback', '--dry-run']), { code: 0, out: /remove label controller-uid: planned/ })
  t.equal((await runWith(command, ['rollback'])).code, 0)
  t.strictSame(await labels(), before)
  t.match(await runWith(command, ['rollback']), { code: 0, out: 'nothing to do\n' })
})

t.test('a label of that name with another value is not ours to remove', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'), (object) => object.kind === 'Service' ? withMetadata(object, { labels: { ...object.metadata.labels, 'controller-uid': 'somebody' } }) : object)
  await runWith(accessWith(world, []), ['rollback'])
  t.equal((await world.objects()).get('Service demo/minimal-app')?.metadata.labels?.['controller-uid'], 'somebody')
})

t.test('rollback refuses while the controllers are registered: they would let go of everything', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  await runWith(accessWith(world, []), ['apply'])
  await t.rejects(runWith(accessWith(world, [...definitions, registration('kasprapp')]), ['rollback']), { code: 'KH_STILL_REGISTERED' })
  t.equal((await runWith(accessWith(world, [...definitions, registration('kasprapp')]), ['rollback', '--force'])).code, 0)
})
