import t from 'tap'
import type { Deployment } from 'kubernetes-types/apps/v1.js'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { container, podsNamed, podsOf } from './fixtures/pods.ts'
import { environmentFrom, name, rendered, renderedOne } from './fixtures/rendered.ts'
import type { Given } from './fixtures/rendered.ts'
import { repository, runScript, textOf } from './fixtures/repository.ts'

// Rows of environment.md Part C, "function": what went wrong upstream, and does not here.

const specOf = (kind: string, called: string, given: Given = {}): JsonObject => trusted(renderedOne(kind, called, given)['spec'])
const web = (given: Given = {}): string => JSON.stringify(specOf('Deployment', 'web', given)['template'])
const configured = (config: JsonObject, more: JsonObject = {}): Given => ({ spec: { ...more, config } })
const production = (config: JsonObject = {}): Given => ({ spec: { deploymentMode: 'production', config: { image: 'app@sha256:1', ...config } } })
const script = trusted<{ data: Readonly<Record<string, string>> }>(renderedOne('ConfigMap', 'catalyst-git-scripts')).data['git-clone.sh'] ?? ''

t.test('1: containers without resources get some, so that the quota lets them in', async (t) => {
  t.match(specOf('LimitRange', 'defaults'), { limits: [{ type: 'Container', default: { cpu: '500m', memory: '512Mi' }, defaultRequest: { cpu: '100m', memory: '128Mi' } }] })
  const kinds = rendered().map(({ kind }) => kind)
  t.ok(kinds.indexOf('LimitRange') < kinds.indexOf('Deployment'))
})

t.test('2: another commit, variable, image or probe changes the application, in both modes', async (t) => {
  const changes: readonly JsonObject[] = [{ sources: [{ name: 'web', commitSha: 'abc' }] }, { config: { image: 'other:2' } }, { config: { env: [{ name: 'X', value: '1' }] } }, { config: { livenessProbe: { httpGet: { port: 1 } } } }]
  for (const deploymentMode of ['development', 'production']) {
    for (const change of changes) t.not(web({ spec: { deploymentMode, ...change } }), web({ spec: { deploymentMode } }), `${deploymentMode} ${JSON.stringify(change)}`)
  }
})

t.test('8: a pod that starts again moves to the new commit', async (t) => {
  const { push, folder, url, remove } = repository()
  t.teardown(remove)
  const start = (commit: string): string => runScript({ script, home: `${folder}/home`, env: { GIT_REPO_URL: url, GIT_COMMIT: commit, GIT_DIR_PATH: `${folder}/copy` } }).output
  start('main')
  const commit = push({ 'version.txt': 'two' })
  t.equal(start(commit), `the working copy is at ${commit}\n`)
  t.equal(textOf(folder, 'copy', 'version.txt'), 'two')
})

t.test('9: sources are in a folder of the volume, beside lost+found', async (t) => {
  t.match(container(podsNamed('Deployment/web'), 'git-clone').volumeMounts?.[0], { name: 'code', subPath: 'source' })
})

t.test('10: so is the data of Postgres', async (t) => {
  const { env, volumeMounts } = container(podsNamed('StatefulSet/postgres'), 'postgres')
  t.not(env?.find((entry) => entry.name === 'PGDATA')?.value, volumeMounts?.[0]?.mountPath)
})

t.test('11: Postgres is ready when it answers', async (t) => {
  t.match(container(podsNamed('StatefulSet/postgres'), 'postgres').readinessProbe, { exec: { command: [/^sh$/, '-c', /pg_isready/] } })
})

t.test('12: production makes the claims that it mounts, and services and secrets', async (t) => {
  const given = production()
  const claims = (podsNamed('Deployment/web', given).spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName])
  const objects = rendered(given).map(({ kind, metadata }) => `${kind}/${metadata.name}`)
  for (const wanted of [...claims.map((claim) => `PersistentVolumeClaim/${claim}`), 'StatefulSet/postgres', 'Service/postgres', 'Secret/postgres-credentials']) t.ok(objects.includes(wanted), wanted)
})

t.test('13: in production migrations run once a release, in a Job, and no pod of the application runs them', async (t) => {
  const jobs = (given: Given): readonly string[] => podsOf(given).map(({ of }) => of).filter((of) => of.startsWith('Job/'))
  t.equal(jobs(production()).length, 1)
  t.strictSame(jobs(production()), jobs(production()))
  t.not(jobs(production())[0], jobs(production({ image: 'app@sha256:2' }))[0])
  t.equal(podsNamed('Deployment/web', production()).spec.initContainers, undefined)
})

t.test('13: no preset seeds data at a start', async (t) => {
  t.notMatch(web(), /run seed/)
})

t.test('14: two pods never want one volume', async (t) => {
  t.match(trusted<Deployment>(renderedOne('Deployment', 'web')).spec?.strategy, { type: 'Recreate' })
})

t.test('25: TLS by an issuer, where there is one', async (t) => {
  const given = { settings: { INGRESS_TLS_ISSUER: 'letsencrypt', PREVIEW_DOMAIN: 'x.example' } }
  t.match(renderedOne('Ingress', 'web', given), { metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' } }, spec: { tls: [{ hosts: [`${name}.x.example`], secretName: 'web-tls' }] } })
  for (const settings of [{}, { INGRESS_TLS_ISSUER: 'letsencrypt', LOCAL_PREVIEW_ROUTING: 'true' }]) t.equal(specOf('Ingress', 'web', { settings })['tls'], undefined)
})

t.test('26: storage is in the quota, and the quota of the Project counts', async (t) => {
  t.match(specOf('ResourceQuota', 'default-quota', { project: { resources: { defaultQuota: { 'limits.cpu': '6' } } } }), { hard: { 'requests.storage': '20Gi', 'persistentvolumeclaims': '10', 'limits.cpu': '6' } })
})

t.test('28: the way out is the same over both families', async (t) => {
  const [rule] = trusted<readonly { to: readonly { ipBlock: { cidr: string } }[] }[]>(specOf('NetworkPolicy', 'allow-egress-internet')['egress'])
  t.strictSame(rule?.to.map(({ ipBlock }) => ipBlock.cidr), ['0.0.0.0/0', '::/0'])
})

t.test('29: an empty list clears that of the template', async (t) => {
  t.strictSame(environmentFrom(configured({ services: [], initContainers: [] })).config, { ...environmentFrom().config, services: [], initContainers: [] })
  t.strictSame(rendered(configured({ services: [] })).filter(({ kind }) => kind === 'StatefulSet'), [])
})

t.test('30: the name of the database counts, and the StatefulSet has a headless Service', async (t) => {
  const data = trusted<{ data: Readonly<Record<string, string>> }>(renderedOne('Secret', 'postgres-credentials')).data
  t.equal(Buffer.from(data['POSTGRES_DB'] ?? '', 'base64').toString(), 'catalyst')
  t.equal(specOf('StatefulSet', 'postgres')['serviceName'], 'postgres-headless')
  t.equal(specOf('Service', 'postgres-headless')['clusterIP'], 'None')
})

t.test('31: every port has a Service port', async (t) => {
  const ports = [{ containerPort: 3000 }, { containerPort: 9229, name: 'debug' }]
  t.match(specOf('Service', 'web', configured({ ports }))['ports'], [{ name: 'http', port: 80, targetPort: 3000 }, { name: 'debug', port: 9229 }])
})
