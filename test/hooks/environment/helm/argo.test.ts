import t from 'tap'
import { application, argo, argoSays, chartProject } from '../fixtures/chart.ts'
import { begin } from '../fixtures/life.ts'
import type { Life } from '../fixtures/life.ts'
import { name, rendered } from '../fixtures/rendered.ts'

const expected = {
  project: 'previews',
  source: { repoURL: 'https://git.example.com/acme/shop.git', targetRevision: 'main', path: 'charts/shop', helm: { releaseName: name, values: '{\n  "replicas": 2\n}\n', skipCrds: true } },
  destination: { server: 'https://kubernetes.default.svc', namespace: name },
}

t.test('a chart becomes an Application in the namespace of Argo CD', async (t) => {
  const applicationOf = (settings: Readonly<Record<string, string>>) => rendered({ project: chartProject, settings }).filter(({ kind }) => kind === 'Application')
  t.strictSame(applicationOf(argo), [{
    apiVersion: 'argoproj.io/v1alpha1', kind: 'Application',
    metadata: { name, namespace: 'argocd', labels: { 'app.kubernetes.io/managed-by': 'kaspr-hooks', 'app.kubernetes.io/part-of': name, 'catalyst.dev/team': 'acme', 'catalyst.dev/project': 'shop' } },
    spec: { ...expected, syncPolicy: { automated: { prune: true, selfHeal: true } } },
  }])
  t.match(applicationOf({ ...argo, ARGOCD_NAMESPACE: 'gitops' }), [{ metadata: { namespace: 'gitops' } }])
  t.strictSame(rendered({ project: chartProject, settings: argo }).filter(({ kind }) => ['HelmRelease', 'RoleBinding'].includes(kind)), [])
})

const started = async (): Promise<Life> => {
  const life = await begin({ project: chartProject, settings: argo })
  await life.rest()
  return life
}

t.test('it is ready when what is wanted is synced and healthy', async (t) => {
  const life = await started()
  t.match(await life.condition('WebReady'), { status: 'False', reason: 'Creating' })
  const rows = [
    [{ sync: { status: 'OutOfSync' } }, { reason: 'OutOfSync', message: `Application argocd/${name}: is not synced` }],
    [{ sync: { status: 'Synced', comparedTo: { source: { repoURL: 'https://elsewhere.example' } } } }, { reason: 'OutOfSync' }],
    [{ health: { status: 'Progressing' } }, { reason: 'Progressing', message: `Application argocd/${name}: is not healthy` }],
    [{ health: { status: 'Degraded', message: 'a pod crashes' } }, { reason: 'Degraded', message: `Application argocd/${name}: a pod crashes` }],
    [{ operationState: { phase: 'Failed', message: 'namespaces is forbidden' } }, { reason: 'SyncFailed', message: `Application argocd/${name}: namespaces is forbidden` }],
    [{ conditions: [{ type: 'InvalidSpecError', message: 'destination is not permitted in project previews' }] }, { reason: 'InvalidSpecError', message: `Application argocd/${name}: destination is not permitted in project previews` }],
  ] as const
  for (const [status, said] of rows) {
    await argoSays(life, JSON.parse(JSON.stringify(status)))
    await life.rest()
    t.match(await life.condition('WebReady'), { status: 'False', ...said })
  }
  await argoSays(life, {})
  await life.rest()
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('a suspended environment is synced no longer', async (t) => {
  const life = await started()
  await life.apply({ suspend: true })
  await life.rest()
  t.strictSame((await application(life))?.['spec'], expected)
  t.match(await life.status(), { phase: 'Suspended' })
})

t.test('an edit keeps the Application until it may go; a deletion takes it before the namespace', async (t) => {
  const life = await started()
  await argoSays(life, {})
  await life.apply({ deploymentMode: 'production', preset: 'custom', config: { image: 'shop:1', ports: [{ containerPort: 80 }] } })
  await life.rest()
  t.match(await life.status(), { phase: 'Ready', keptData: [`Application/${name}`] })
  t.ok(await application(life))
  await life.apply({ deploymentMode: 'production', preset: 'custom', config: { image: 'shop:1', ports: [{ containerPort: 80 }] }, discard: ['helm-release'] })
  await life.rest()
  t.equal(await application(life), undefined)
  await life.apply()
  await life.rest()
  t.ok(await application(life))
  await life.remove()
  await life.rest()
  t.strictSame([await application(life), await life.isThere(), await life.hasNamespace()], [undefined, false, false])
})
