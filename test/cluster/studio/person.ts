import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApi } from '../../../scripts/cluster/api.ts'
import type { Api } from '../../../scripts/cluster/api.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'

/** Somebody with a token of the cluster itself: a ServiceAccount. */
export interface Person {
  /** As the API server knows them. */
  readonly user: string
  readonly token: string
  readonly kubeconfig: string
  /** What they do without the Studio. */
  readonly api: Api
}

export interface Hire {
  readonly namespace: string
  readonly name: string
  readonly rules: readonly JsonObject[]
}

const rbac = 'rbac.authorization.k8s.io'
const core = '/api/v1/namespaces'

/** Makes an object, or takes the one that is there. */
export const ensure = async (api: Api, path: string, body: JsonObject): Promise<void> => {
  const { status } = await api.call({ method: 'POST', path, body })
  if (status === 409) return
  if (status > 299) await api.expect({ method: 'POST', path, body })
}

/** Makes a ServiceAccount with rights in the whole cluster and asks for a token of it. */
export const hire = async (layout: Layout, api: Api, { namespace, name, rules }: Hire): Promise<Person> => {
  await ensure(api, core, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await ensure(api, `${core}/${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })
  await grant(api, `${namespace}-${name}`, { namespace, name, rules })
  return personWith(layout, { namespace, name, token: await tokenOf(api, { namespace, name }) })
}

/** Rights in the whole cluster, by a ClusterRole of their own. */
export const grant = async (api: Api, role: string, { namespace, name, rules }: Hire): Promise<void> => {
  await ensure(api, `/apis/${rbac}/v1/clusterroles`, { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: role }, rules: [...rules] })
  await ensure(api, `/apis/${rbac}/v1/clusterrolebindings`, bindingOf('ClusterRoleBinding', role, { namespace, name }))
}

interface Account { readonly namespace: string; readonly name: string }

const bindingOf = (kind: 'RoleBinding' | 'ClusterRoleBinding', role: string, { namespace, name }: Account): JsonObject => ({
  apiVersion: `${rbac}/v1`, kind, metadata: { name: role },
  roleRef: { apiGroup: rbac, kind: kind.replace('Binding', ''), name: role }, subjects: [{ kind: 'ServiceAccount', namespace, name }],
})

/** Rights in one namespace. */
export const grantIn = async (api: Api, place: string, { namespace, name, rules }: Hire): Promise<void> => {
  const role = `${namespace}-${name}`
  const path = `/apis/${rbac}/v1/namespaces/${place}`
  await ensure(api, `${path}/roles`, { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: role }, rules: [...rules] })
  await ensure(api, `${path}/rolebindings`, bindingOf('RoleBinding', role, { namespace, name }))
}

/** TokenRequest: what a pod would find in its volume. */
export const tokenOf = async (api: Api, { namespace, name }: Account): Promise<string> => {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } }
  const made = await api.expect({ method: 'POST', path: `${core}/${namespace}/serviceaccounts/${name}/token`, body })
  return isObject(made) && isObject(made['status']) ? String(made['status']['token']) : ''
}

const personWith = (layout: Layout, { namespace, name, token }: Account & { readonly token: string }): Person => {
  const config = trusted<JsonObject & { readonly users: readonly [{ readonly name: string }] }>(JSON.parse(readFileSync(layout.kubeconfig, 'utf8')))
  const kubeconfig = join(layout.folder, `${namespace}-${name}.kubeconfig`)
  writeFileSync(kubeconfig, JSON.stringify({ ...config, users: [{ name: config.users[0].name, user: { token } }] }), { mode: 0o600 })
  return { user: `system:serviceaccount:${namespace}:${name}`, token, kubeconfig, api: openApi(kubeconfig) }
}
