import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { runCommand } from './terminal.ts'

// Kinds of children that a setting adds, on the command line.

const manifests = `
apiVersion: env.kaspr.io/v1alpha1
kind: Project
metadata: { name: shop, namespace: acme }
spec:
  sources: [{ name: web, repositoryUrl: https://git.example.com/acme/shop.git, branch: main }]
  templates: { development: { type: helm, path: chart } }
---
apiVersion: env.kaspr.io/v1alpha1
kind: Environment
metadata: { name: acme-shop-pr7 }
spec: { team: acme, project: shop, environment: pr7, projectRef: { namespace: acme, name: shop } }
`

const flux = { ENVIRONMENT_HELM_KIND: 'flux' }

t.test('a chart is refused without the setting, and a wrong setting is', async (t) => {
  const refused = await runCommand(['render', '-'], { stdin: manifests })
  t.equal(refused.code, 1)
  t.match(refused.err, /spec\.deploymentMode: charts are not installed by this service/)
  const wrong = await runCommand(['render', '-'], { stdin: manifests, env: { ENVIRONMENT_HELM_KIND: 'tiller' } })
  t.equal(wrong.code, 1)
  t.match(wrong.err, /ENVIRONMENT_HELM_KIND.*must be flux or argocd/)
})

t.test('with it the simulated cluster has a release, at rest', async (t) => {
  const { code, out, err } = await runCommand(['simulate', '-', '-o', 'json'], { stdin: manifests, env: flux })
  t.equal(code, 0, err)
  const { converged, writesAtRest, objects }: { converged: boolean; writesAtRest: number; objects: readonly { kind: string; metadata: { name: string } }[] } = JSON.parse(out)
  t.match({ converged, writesAtRest }, { converged: true, writesAtRest: 0 })
  t.strictSame(objects.filter(({ metadata: { name } }) => name === 'helm-release').map(({ kind }) => kind).toSorted(), ['ConfigMap', 'GitRepository', 'HelmRelease', 'RoleBinding', 'ServiceAccount'])
})

t.test('render and diff know the kind', async (t) => {
  const { code, err } = await runCommand(['render', '-'], { stdin: manifests, env: flux })
  t.equal(code, 0, err)
  const folder = t.testdir({ 'old.yaml': manifests, 'new.yaml': manifests.replace('team: acme', 'suspend: true, team: acme') })
  const diff = await runCommand(['diff', join(folder, 'old.yaml'), join(folder, 'new.yaml')], { env: flux })
  t.equal(diff.code, 0, diff.err)
})

t.test('generate writes registration and rights for a setting, and never reads the environment', async (t) => {
  const out = t.testdir({})
  const generated = await runCommand(['generate', '--out', out, '--setting', 'ENVIRONMENT_HELM_KIND=flux'], {})
  t.equal(generated.code, 0, generated.err)
  const [registration, rights] = await Promise.all(['composite-environment.yaml', 'rbac.yaml'].map((file) => readFile(join(out, 'metacontroller', file), 'utf8')))
  t.match(registration, /resource: helmreleases/)
  t.match(rights, /- bind/)
  t.match(rights, /name: kaspr-hooks-environment-chart/)
  t.match(await runCommand(['generate', '--check', '--out', out], { env: flux }), { code: 1, out: /stale metacontroller\/rbac\.yaml/ })
  t.match(await runCommand(['generate', '--check', '--out', out, '--setting', 'ENVIRONMENT_HELM_KIND=flux']), { code: 0 })
})

t.test('a setting without a name, or with a wrong value, is refused', async (t) => {
  const out = t.testdir({})
  t.match(await runCommand(['generate', '--out', out, '--setting', 'flux']), { code: 2, err: /--setting takes NAME=VALUE, not flux/ })
  t.match(await runCommand(['generate', '--out', out, '--setting', 'ENVIRONMENT_HELM_KIND=tiller']), { code: 1, err: /must be flux or argocd/ })
})
