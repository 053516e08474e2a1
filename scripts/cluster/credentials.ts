import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kubeconfigOf } from './layout.ts'
import type { Layout } from './layout.ts'

/**
 * Who talks to the API server. `operator` is whoever runs our controllers, so that its requests can be counted; `steward` has
 * no rights but those that a test gives it.
 */
export const identities = ['admin', 'operator', 'steward', 'controller-manager', 'scheduler', 'kwok'] as const

export type Identity = typeof identities[number]

export interface Credentials {
  readonly serviceAccountKey: string
  readonly tokenFile: string
  readonly auditPolicy: string
  readonly tokens: Readonly<Record<Identity, string>>
}

const secret = { mode: 0o600 } as const

/** Every write of anybody is logged once, when it is answered. Leases are heartbeats and say nothing. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    { level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] },
    { level: 'None' },
  ],
}

export const writeCredentials = ({ folder }: Layout): Credentials => {
  const [serviceAccountKey, tokenFile, policy] = ['service-account.key', 'tokens.csv', 'audit-policy.json'].map((name) => join(folder, name))
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  const tokens = { admin: token(), operator: token(), steward: token(), 'controller-manager': token(), scheduler: token(), kwok: token() }
  writeFileSync(serviceAccountKey ?? '', privateKey, secret)
  writeFileSync(tokenFile ?? '', identities.map((name) => `${tokens[name]},${name},${name}${groupOf(name)}\n`).join(''), secret)
  writeFileSync(policy ?? '', JSON.stringify(auditPolicy))
  return { serviceAccountKey: serviceAccountKey ?? '', tokenFile: tokenFile ?? '', auditPolicy: policy ?? '', tokens }
}

const groupOf = (name: Identity): string => name === 'steward' ? '' : ',"system:masters"'

const token = (): string => randomBytes(24).toString('base64url')

/** Certificate that the API server has made for itself by the time it answers. */
export const authorityPath = ({ folder }: Layout): string => join(folder, 'certificates', 'apiserver.crt')

/** JSON is YAML: kubectl and every library read it. */
export const writeKubeconfigs = (layout: Layout, server: string, { tokens }: Credentials): void => {
  const authority = readFileSync(authorityPath(layout)).toString('base64')
  for (const user of identities) {
    const name = 'kaspr-hooks-cluster'
    writeFileSync(kubeconfigOf(layout, user), `${JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': name, preferences: {},
      clusters: [{ name, cluster: { server, 'certificate-authority-data': authority } }],
      users: [{ name: user, user: { token: tokens[user] } }],
      contexts: [{ name, context: { cluster: name, user, namespace: 'default' } }],
    }, null, 2)}\n`, secret)
  }
}
