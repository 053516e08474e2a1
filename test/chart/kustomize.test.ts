import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { programPath } from '../../scripts/cluster/programs.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { at, documentsOf, kindsOf, listAt, named } from './helm.ts'
import type { Rendered } from './helm.ts'

// The registration without the chart, as kubectl renders it: with and without the token, and in an overlay of somebody's own.

const built = (folder: string): readonly Rendered[] => {
  const { status, stdout, stderr } = spawnSync(programPath('kubectl'), ['kustomize', folder], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  t.equal(status, 0, stderr)
  return documentsOf(stdout).objects
}

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const registrations = (objects: readonly Rendered[]): readonly Rendered[] => kindsOf(objects, 'CompositeController', 'DecoratorController')
const webhooks = (objects: readonly Rendered[]): readonly JsonObject[] => registrations(objects).flatMap((object) => Object.values(mapOf(at(object, 'spec', 'hooks'))).map((hook) => mapOf(at(hook, 'webhook'))))
const rules = (objects: readonly Rendered[]) => listAt(named(objects, 'ClusterRole', 'kaspr-hooks-metacontroller'), 'rules')

const page = readFileSync('docs/reference/registration.md', 'utf8')

/** A folder with the repository's own beside it, as somebody has it who follows the page. */
const placed = (folder: string, below: string): string => {
  for (const name of ['mine', below]) mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['metacontroller', 'crds']) symlinkSync(join(process.cwd(), name), join(folder, below, name))
  return join(folder, 'mine')
}

/** What the command of the page writes. */
const [, written = ''] = /registration\/kustomization\.yaml <<'END'\n(.*?)^END$/ms.exec(page) ?? []

const mine = placed(t.testdir({}), '.')
writeFileSync(join(mine, 'kustomization.yaml'), written)
const [plain, secured] = [built('metacontroller'), built(mine)]
const authorization = { type: 'Bearer', secretRef: { name: 'kaspr-hooks-token', namespace: 'kaspr-hooks', key: 'token' } }

t.test('with the token every webhook shows it, and nothing else is different', async (t) => {
  t.ok(webhooks(plain).length > 20)
  t.strictSame(webhooks(secured), webhooks(plain).map((webhook) => ({ ...webhook, authorization })))
  t.notOk(webhooks(plain).some((webhook) => 'authorization' in webhook))
  t.strictSame(secured.map(({ kind, metadata: { name } }) => `${kind} ${name}`), plain.map(({ kind, metadata: { name } }) => `${kind} ${name}`))
})

t.test('it lets Metacontroller read Secrets, and nothing else', async (t) => {
  t.strictSame(rules(secured), [...rules(plain), { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }])
})

t.test('the Secret that the page makes is the one that is read', async (t) => {
  const { name, namespace, key } = authorization.secretRef
  t.match(page, `kubectl --namespace ${namespace} create secret generic ${name} --from-file=${key}=token`)
})

t.test('an overlay as the page shows it has its own address and the token', async (t) => {
  const [kustomization = '', address = '', components = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text)
  const overlay = placed(t.testdir({}), 'kaspr-hooks')
  writeFileSync(join(overlay, 'kustomization.yaml'), `${kustomization.replace(/components:[^]*/, '')}${components}`)
  writeFileSync(join(overlay, 'address.yaml'), address)
  const service = { name: 'hooks', namespace: 'my-namespace', port: 8443, protocol: 'https' }
  t.strictSame(webhooks(built(overlay)).map(({ service, authorization }) => ({ service, authorization })), webhooks(plain).map(() => ({ service, authorization })))
})
