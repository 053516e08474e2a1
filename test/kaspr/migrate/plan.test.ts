import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import { planOf } from '../../../kaspr/migrate/plan.ts'
import type { Finding, FindingCode } from '../../../kaspr/migrate/finding.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { goldenNamed } from '../../goldens/cases.ts'
import { changed, path } from '../../hooks/kaspr/fixtures/manifests.ts'
import type { Manifest } from '../../hooks/kaspr/fixtures/manifests.ts'
import { runCommand } from '../../cli/terminal.ts'
import { scratchFolder } from '../../fixtures/scratch-folder.ts'

const objectsOf = (name: string): readonly StoredObject[] => {
  const { resources, expected } = goldenNamed(name)
  return trusted([...resources, ...expected.values()])
}
const fileOf = (text: string, name = 'all.yaml'): string => {
  const file = join(scratchFolder('migrate'), name)
  writeFileSync(file, text)
  return file
}
const listOf = (objects: readonly JsonObject[]): string => stringify({ apiVersion: 'v1', kind: 'List', items: objects })
const plan = (objects: readonly StoredObject[], settings = {}): Promise<readonly Finding[]> => planOf({ objects, unreadable: [] }, { now: '2026-01-02T03:04:05Z', settings })
const said = (findings: readonly Finding[], code: FindingCode): readonly string[] => findings.filter((finding) => finding.code === code).map(({ message }) => message)
/** `KasprApp status` names a kind and a field of it. */
const edited = (objects: readonly StoredObject[], where: string, value: JsonObject | string): readonly StoredObject[] => {
  const [kind, field = ''] = where.split(' ')
  return objects.map((object) => object.kind === kind ? trusted<StoredObject>(changed(trusted<Manifest>(object), path(field), value)) : object)
}

t.test('from files: an app that stays as it is needs nobody', async (t) => {
  const { code, out, err } = await runCommand(['migrate', 'plan', fileOf(listOf(objectsOf('agent-one')))])
  t.match({ code, err }, { code: 0, err: '' })
  t.match(out, /^KasprApp demo\/orders\n {4}no restart\n/)
  t.match(out, /1 apps without a restart, 0 with one \(0 pods\), 0 findings need a person\n$/)
})

t.test('JSON is a list of findings with the same keys and codes for ever', async (t) => {
  const { code, out } = await runCommand(['migrate', 'plan', fileOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf('app-probes') }), 'all.json'), '-o', 'json'])
  t.equal(code, 1)
  const findings: readonly Finding[] = JSON.parse(out)
  for (const finding of findings) t.match(finding, { object: String, code: String, needsPerson: Boolean, message: String })
  t.match(findings.find(({ code }) => code === 'Restart'), {
    object: 'KasprApp demo/probed', needsPerson: true, pods: 1, children: ['StatefulSet demo/probed-app'], message: /^rolls 1 pod: livenessProbe \(none\) → /,
    changes: [{ path: 'spec.template.spec.containers[name=kaspr].livenessProbe' }, { path: 'spec.template.spec.containers[name=kaspr].readinessProbe' }],
  })
})

t.test('a variable that differs from the live template is told with both values', async (t) => {
  const objects = objectsOf('agent-one').map((object) => object.kind === 'StatefulSet'
    ? trusted<StoredObject>(JSON.parse(JSON.stringify(object).replace(/("name":"AGENTS_HASH","value":)"[0-9a-f]+"/, '$1"0000"'))) : object)
  t.match(said(await plan(objects), 'Restart').join('\n'), /^rolls 1 pod: variable AGENTS_HASH 0000 → [0-9a-f]{16}$/)
})

t.test('what others added to the live template stays: the first apply only adds', async (t) => {
  const objects = edited(objectsOf('agent-one'), 'StatefulSet spec.template.metadata.annotations', { 'example.com/injected': 'yes' })
  t.strictSame(said(await plan(objects), 'Restart'), [])
})

t.test('defaults of the API server in live objects are no difference', async (t) => {
  const objects = edited(edited(objectsOf('agent-one'), 'StatefulSet spec.template.spec.restartPolicy', 'Always'), 'StatefulSet spec.template.spec.dnsPolicy', 'ClusterFirst')
  t.strictSame(said(await plan(objects), 'Restart'), [])
})

t.test('settings are those of the service: another registry rolls the pods', async (t) => {
  t.match(said(await plan(objectsOf('app-minimal'), { KASPR_IMAGE_REGISTRY: 'mirror.example.com' }), 'Restart').join('\n'), /image .* → mirror\.example\.com\//)
})

t.test('a pending rebalance, a pause, an invalid component and an object of somebody else are told', async (t) => {
  const pending = edited(objectsOf('app-minimal'), 'KasprApp status', { rebalanceRequired: true })
  t.equal(said(await plan(pending), 'RebalanceRequired').length, 1)
  t.equal(said(await plan(objectsOf('app-paused')), 'Paused').length, 1)
  t.match(said(await plan(objectsOf('webview-full')), 'InvalidSpec').join('\n'), /statusCode and statusCodeSelector exclude each other/)
  const foreign = objectsOf('app-minimal').map((object) => object.kind === 'ServiceAccount'
    ? withMetadata(object, { ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: 'x', controller: true }] }) : object)
  t.strictSame(said(await plan(foreign), 'ForeignOwner'), ['ServiceAccount demo/minimal-app belongs to Thing x'])
})

t.test('joins are new to the group: a rebalance after the restart is told', async (t) => {
  const findings = await plan(objectsOf('join-inner'))
  t.equal(said(findings, 'Restart').length, 1)
  t.match(findings.find(({ code }) => code === 'RebalanceRequired'), { object: 'KasprApp demo/orders', needsPerson: false, message: /^its joins are new/ })
  t.strictSame(said(await plan(objectsOf('tables-two')), 'RebalanceRequired'), [])
})

t.test('of a paused app the plan tells what follows when the pause ends', async (t) => {
  const objects = edited(objectsOf('app-probes'), 'KasprApp metadata.annotations', { 'kaspr.io/pause-reconciliation': 'true' })
  const findings = await plan(objects)
  t.strictSame(said(findings, 'Paused'), ['paused: what is told here follows when the pause ends'])
  t.equal(said(findings, 'Restart').length, 1)
})

t.test('objects that are not there will be made', async (t) => {
  const objects = objectsOf('app-minimal').filter(({ kind }) => kind !== 'HorizontalPodAutoscaler')
  t.strictSame(said(await plan(objects), 'Missing'), ['not there, will be made: HorizontalPodAutoscaler demo/minimal-app-hpa'])
})

t.test('two apps of one name in two namespaces are two apps', async (t) => {
  const there = objectsOf('app-minimal').map((object) => withMetadata(trusted<StoredObject>(JSON.parse(JSON.stringify(object).replaceAll('.demo.', '.other.'))), { namespace: 'other', uid: undefined, ownerReferences: undefined }))
  const findings = await plan([...objectsOf('app-minimal'), ...there])
  t.strictSame(findings.filter(({ code }) => code === 'NoRestart').map(({ object }) => object), ['KasprApp demo/minimal', 'KasprApp other/minimal'])
  t.equal(findings.filter(({ code }) => code === 'OwnerMissing').length, 1)
})

for (const [what, args, stdin, code, err] of [
  ['no verb', [], '', 2, /^KH_USAGE: say plan, apply or rollback\n/],
  ['an unknown verb', ['undo'], '', 2, /^KH_USAGE: say plan, apply or rollback, not undo\n/],
  ['files for apply', ['apply', 'x.yaml'], '', 2, /^KH_USAGE: apply works on a cluster/],
  ['an unknown output', ['plan', '-', '-o', 'wide'], '', 2, /^KH_USAGE: -o takes text or json, not wide/],
  ['--force for plan', ['plan', '-', '--force'], '', 2, /^KH_USAGE: plan writes nothing/],
  ['an unknown option', ['plan', '--now'], '', 2, /^KH_USAGE: /],
  ['a file that is not there', ['plan', 'nowhere/x.yaml'], '', 1, /^KH_FILE_UNREADABLE: /],
  ['broken YAML', ['plan', '-'], 'a: [', 1, /^KH_DOCUMENT_INVALID: /],
  ['no resources', ['plan', '-'], '', 1, /^KH_OBJECTS_MISSING: no resources of Kaspr in -/],
  ['an object without a name', ['plan', '-'], 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n', 1, /^KH_DOCUMENT_INVALID: /],
  ['no cluster', ['apply'], '', 1, /^KH_KUBE_CONFIG_MISSING: /],
] as const) {
  t.test(`wrong: ${what}`, async (t) => {
    t.match(await runCommand(['migrate', ...args], { stdin }), { code, err })
  })
}

t.test('wrong: a setting that no hook can use', async (t) => {
  t.match(await runCommand(['migrate', 'plan', '-'], { env: { INITIAL_MAX_REPLICAS: 'many' } }), { code: 1, err: /^KH_SETTING_INVALID: .*INITIAL_MAX_REPLICAS/ })
})

t.test('resources with a spec that makes no sense are told of, and the others planned', async (t) => {
  const broken = { apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', metadata: { name: 'broken', namespace: 'demo' }, spec: { storage: 7 } }
  const findings = await plan([...objectsOf('app-minimal'), trusted<StoredObject>(broken), trusted<StoredObject>({ ...broken, metadata: { name: 'empty', namespace: 'demo' }, spec: 'x', status: 5 })])
  t.match(findings.filter(({ code }) => code === 'InvalidSpec' || code === 'Failed').map(({ object }) => object), ['KasprApp demo/broken', 'KasprApp demo/empty'])
  t.strictSame(findings.filter(({ code }) => code === 'NoRestart').map(({ object }) => object), ['KasprApp demo/minimal'])
})
