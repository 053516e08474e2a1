import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { LimitRange, NetworkPolicy, ResourceQuota, ServiceAccount } from '../../../src/kit/kinds.ts'
import { canonicalQuantities } from '../../../src/kit/quantities.ts'
import { volumeClaims } from './claims.ts'
import { defaultLimits, defaultRequests } from './container-defaults.ts'
import { credentialSecrets } from './credentials.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { gitScripts } from './git-scripts.ts'
import { quotaName, registrySecretName, serviceAccountName } from './guardrail-names.ts'
import { networkPolicies } from './network-policies.ts'
import { registryCredentials } from './registry-credentials.ts'
import { ready, waiting } from './stage.ts'
import type { Stage } from './stage.ts'

/** environment.md A6, with what B4 adds: storage, Jobs, and no way out through the nodes. */
const defaultQuota = {
  'requests.cpu': '2', 'limits.cpu': '4', 'requests.memory': '4Gi', 'limits.memory': '8Gi', 'pods': '20',
  'requests.storage': '20Gi', 'persistentvolumeclaims': '10', 'count/jobs.batch': '20', 'services.loadbalancers': '0', 'services.nodeports': '0',
}

const metadata = (environment: Environment, name: string) => ({ name, namespace: environment.name, labels: environmentLabels(environment) })

const resourceQuota = (environment: Environment): Child => child(ResourceQuota, {
  metadata: metadata(environment, quotaName),
  spec: { hard: canonicalQuantities({ ...defaultQuota, ...environment.project?.resources?.defaultQuota, ...environment.spec.quota }) },
})

/** Without it the quota refuses every container that states no resources (Part C 1). */
const limitRange = (environment: Environment): Child => child(LimitRange, {
  metadata: metadata(environment, 'defaults'),
  spec: { limits: [{ type: 'Container', default: { ...defaultLimits }, defaultRequest: { ...defaultRequests } }] },
})

const serviceAccount = (environment: Environment): Child => child(ServiceAccount, {
  metadata: metadata(environment, serviceAccountName),
  automountServiceAccountToken: false,
  ...(registryCredentials(environment).length === 0 ? {} : { imagePullSecrets: [{ name: registrySecretName }] }),
})

/** What has to stand before any pod does. */
export const guardrails: Stage = {
  name: 'guardrails',
  condition: 'GuardrailsReady',
  children: (environment) => [
    limitRange(environment),
    resourceQuota(environment),
    ...networkPolicies(environment),
    serviceAccount(environment),
    ...registryCredentials(environment),
    ...credentialSecrets(environment),
    ...gitScripts(environment),
    ...volumeClaims(environment),
  ],
  readiness: (environment, wanted) => {
    const missing = wanted.find(({ kind, metadata: { name } }) => kind === NetworkPolicy.kind && environment.observed.get(NetworkPolicy, name) === undefined)
    if (missing !== undefined) return waiting('Creating', `network policy ${missing.metadata.name} is made`)
    const quota = environment.observed.get(ResourceQuota, quotaName)
    return quota?.status?.hard === undefined ? waiting('QuotaNotCounted', `resource quota ${quotaName} is not in force yet`) : ready
  },
}
