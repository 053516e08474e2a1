import t from 'tap'
import { chartRole } from '../../../../hooks/environment/environment/helm/chart-role.ts'
import { Ingress, RoleBinding } from '../../../../src/kit/kinds.ts'
import { isObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { chartProject, flux, fluxSays, release, sourceSays } from '../fixtures/chart.ts'
import { begin } from '../fixtures/life.ts'
import type { Life } from '../fixtures/life.ts'
import { name, rendered, renderedOne } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'

const given: Given = { project: chartProject, settings: flux, spec: { preset: 'nextjs' } }
const metadata = { name: 'helm-release', namespace: name, labels: { 'app.kubernetes.io/managed-by': 'kaspr-hooks', 'app.kubernetes.io/part-of': name, 'catalyst.dev/team': 'acme', 'catalyst.dev/project': 'shop' } }

t.test('a chart becomes a release, its source, its values, and who installs it', async (t) => {
  t.strictSame(rendered(given).filter((child) => child.metadata.name === 'helm-release'), [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'kaspr-hooks-environment-chart' },
      subjects: [{ kind: 'ServiceAccount', name: 'helm-release', namespace: name }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'values.yaml': '{\n  "replicas": 2\n}\n' } },
    { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata, spec: { url: 'https://git.example.com/acme/shop.git', interval: '5m', ref: { branch: 'main' } } },
    {
      apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata,
      spec: {
        interval: '10m', suspend: false, releaseName: name, targetNamespace: name, storageNamespace: name, serviceAccountName: 'helm-release',
        chart: { metadata: { annotations: { 'env.kaspr.io/values': 'b8c310f047' } }, spec: { chart: './charts/shop', reconcileStrategy: 'Revision', sourceRef: { kind: 'GitRepository', name: 'helm-release' } } },
        install: { crds: 'Skip', remediation: { retries: 3 } }, upgrade: { crds: 'Skip', remediation: { retries: 3 } },
        valuesFrom: [{ kind: 'ConfigMap', name: 'helm-release' }],
      },
    },
  ])
  t.strictSame(rendered(given).filter(({ kind }) => ['Deployment', 'StatefulSet', 'PersistentVolumeClaim', 'Ingress'].includes(kind)), [], 'nothing of a preset')
})

t.test('a whole commit is one, everything else a branch; a source can be named', async (t) => {
  const refOf = (more: Given): unknown => renderedOne('GitRepository', 'helm-release', { ...given, ...more })['spec']
  const commitSha = 'a'.repeat(40)
  t.match(refOf({ spec: { sources: [{ name: 'web', commitSha, branch: 'x' }] } }), { ref: { commit: commitSha } })
  t.match(refOf({ spec: { sources: [{ name: 'web', commitSha: 'HEAD', branch: 'feature/x' }] } }), { ref: { branch: 'feature/x' } })
  const sources = [{ name: 'web', repositoryUrl: 'https://a.example/web' }, { name: 'charts', repositoryUrl: 'ssh://git@a.example/charts', branch: 'stable' }]
  t.match(refOf({ project: { sources, templates: { development: { type: 'helm', sourceRef: 'charts' } } }, spec: { sources: [{ name: 'web', commitSha }] } }), { url: 'ssh://git@a.example/charts', ref: { branch: 'stable' } })
})

t.test('the folder of a chart stays within its source', async (t) => {
  const folderOf = (path: string): unknown => renderedOne('HelmRelease', 'helm-release', { ...given, project: { templates: { development: { type: 'helm', path } } } })['spec']
  for (const [path, folder] of [['/etc/charts', './etc/charts'], ['a/../b', './b'], ['.', './'], ['', './']] as const) t.match(folderOf(path), { chart: { spec: { chart: folder } } }, path)
})

t.test('a name that is too long for Helm is cut, and differs from others that are', async (t) => {
  const nameOf = (called: string): string => {
    const { spec } = renderedOne('HelmRelease', 'helm-release', { ...given, name: called })
    return isObject(spec) ? String(spec['releaseName']) : ''
  }
  const [one, other] = [nameOf(`acme-${'x'.repeat(58)}`), nameOf(`acme-${'x'.repeat(57)}y`)]
  t.match(one, /^acme-x{39}-[0-9a-f]{8}$/)
  t.not(one, other)
})

t.test('Part C S6: who installs a chart can change no limits, policies, rights or Ingresses, and nothing of the cluster', async (t) => {
  const resources = chartRole.rules.flatMap((rule) => rule.resources)
  for (const closed of ['resourcequotas', 'limitranges', 'networkpolicies', 'roles', 'rolebindings', 'ingresses', 'namespaces', '*']) t.notOk(resources.includes(closed), closed)
  t.ok(rendered(given).every(({ kind, metadata: { namespace } }) => kind === 'Namespace' || namespace === name))
  t.strictSame(rendered(given).filter(({ kind }) => kind === 'ClusterRoleBinding'), [])
})

const started = async (): Promise<Life> => {
  const life = await begin({ project: chartProject, settings: flux, spec: { config: { ports: [{ containerPort: 8080 }] } } })
  await life.rest()
  return life
}

t.test('it is ready when the release is, and says why it is not', async (t) => {
  const life = await started()
  t.match(await life.status(), { phase: 'Provisioning', stage: 'web' })
  t.match(await life.condition('WebReady'), { status: 'False', reason: 'Reconciling', message: 'GitRepository helm-release has not been looked at yet' })
  await sourceSays(life, 'False', { reason: 'GitOperationFailed', message: 'authentication required' })
  await fluxSays(life, 'False', { reason: 'ArtifactFailed', message: 'no chart' })
  await life.rest()
  t.match(await life.condition('WebReady'), { status: 'False', reason: 'GitOperationFailed', message: 'GitRepository helm-release: authentication required' })
  await sourceSays(life, 'True', { reason: 'Succeeded', message: 'stored' })
  await fluxSays(life, 'False', { reason: 'InstallFailed', message: 'namespaces is forbidden', isStalled: true })
  await life.rest()
  t.match(await life.condition('Ready'), { status: 'False', reason: 'InstallFailed', message: 'HelmRelease helm-release: namespaces is forbidden' })
  t.match(await life.status(), { phase: 'Failed' })
  await fluxSays(life, 'True')
  await life.rest()
  t.match(await life.status(), { phase: 'Ready', stage: 'done' })
  t.match(await life.condition('ConfigValid'), { status: 'True', message: 'mode helm' })
  t.strictSame(await life.names(Ingress), ['Ingress/web'], 'the way to its Service')
})

t.test('Part C 23: a release is changed by its inputs only, and what was ready of the one before is not ready', async (t) => {
  const life = await started()
  await fluxSays(life, 'True')
  await life.rest()
  const before = JSON.stringify(await release(life))
  life.world.restartEngine()
  await life.world.advance(7200_000)
  t.equal(JSON.stringify(await release(life)), before)
  await life.apply({ config: { ports: [{ containerPort: 8080 }], env: [{ name: 'A', value: 'b' }] } })
  await life.rest(60)
  t.match(await life.status(), { phase: 'Provisioning', stage: 'web' })
  t.not(JSON.stringify(await release(life)), before)
  await fluxSays(life, 'True')
  await life.rest()
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('a suspended environment changes its release no longer, and says that it runs', async (t) => {
  const life = await started()
  await fluxSays(life, 'True')
  await life.apply({ suspend: true })
  await life.rest()
  t.match(await release(life), { spec: { suspend: true } })
  t.match(await life.status(), { phase: 'Suspended' })
  t.match(await life.condition('Ready'), { status: 'False', reason: 'Suspended', message: 'the release is changed no longer; what it runs goes on' })
  await life.apply()
  await life.rest(60)
  t.match(await release(life), { spec: { suspend: false } })
})

t.test('a binding that gives more, or to others, is made anew', async (t) => {
  const life = await started()
  const { store } = life.world.cluster
  const found = trusted<Parameters<typeof store.update>[1]>(await life.object(RoleBinding, 'helm-release'))
  const subjects = [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:authenticated' }]
  await store.update(RoleBinding, trusted({ ...found, subjects }))
  await life.rest()
  const after = await life.object(RoleBinding, 'helm-release')
  t.not(after?.metadata.uid, found.metadata.uid)
  t.strictSame(after?.['subjects'], [{ kind: 'ServiceAccount', name: 'helm-release', namespace: name }])
})
