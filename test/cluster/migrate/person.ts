import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Api } from '../../../scripts/cluster/api.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { fieldAt } from '../../goldens/rendered.ts'

/** Somebody with rights of their own. */
export interface Person {
  readonly kubeconfig: string
  /** As the audit log names them. */
  readonly username: string
}

type Rule = Readonly<Record<'apiGroups' | 'resources' | 'verbs', readonly string[]>>

const own = ['kasprapps', 'kaspragents', 'kasprwebviews', 'kasprtables', 'kasprtasks', 'kasprjoins'] as const
const core = ['configmaps', 'services', 'serviceaccounts', 'persistentvolumeclaims'] as const

/** What plan asks for. */
export const mayRead: readonly Rule[] = [
  { apiGroups: ['kaspr.io'], resources: [...own, 'kasprmembersets'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: core, verbs: ['get', 'list'] },
  { apiGroups: ['apps'], resources: ['statefulsets', 'deployments'], verbs: ['get', 'list'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['get', 'list'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['list'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list'] },
  { apiGroups: ['metacontroller.k8s.io'], resources: ['compositecontrollers'], verbs: ['list'] },
]

/** What apply and rollback ask for. Finalizers: some clusters want to see that right before they take a blocking owner. */
export const mayMove: readonly Rule[] = [
  ...mayRead,
  { apiGroups: ['kaspr.io'], resources: [...own, 'kasprmembersets', ...own.map((plural) => `${plural}/finalizers`)], verbs: ['update'] },
  { apiGroups: [''], resources: core, verbs: ['update'] },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['update'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['update'] },
]

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const accounts = '/api/v1/namespaces/default/serviceaccounts'

/** Gives somebody rights in the whole cluster, and a kubeconfig. */
export const person = async (api: Api, layout: Layout, { name, rules }: { readonly name: string; readonly rules: readonly Rule[] }): Promise<Person> => {
  const metadata = { name }
  await api.expect({ method: 'POST', path: accounts, body: { metadata } })
  await api.expect({ method: 'POST', path: `${rbac}/clusterroles`, body: { metadata, rules } })
  await api.expect({
    method: 'POST', path: `${rbac}/clusterrolebindings`,
    body: { metadata, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }] },
  })
  const { status } = trusted<{ status: JsonValue }>(await api.expect({ method: 'POST', path: `${accounts}/${name}/token`, body: { spec: { expirationSeconds: 3600 } } }))
  const kubeconfig = join(layout.folder, `${name}.kubeconfig`)
  writeFileSync(kubeconfig, withToken(readFileSync(layout.kubeconfig, 'utf8'), String(fieldAt(status, 'token'))), { mode: 0o600 })
  return { kubeconfig, username: `system:serviceaccount:default:${name}` }
}

const withToken = (kubeconfig: string, token: string): string => kubeconfig.replace(/"token": "[^"]*"/, `"token": "${token}"`)
