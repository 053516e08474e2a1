import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { LimitRange, ResourceQuota, ServiceAccount } from '../../../src/kit/kinds.ts'
import { canonicalQuantities } from '../../../src/kit/quantities.ts'
import { compareQuantities } from '../../../src/kit/quantity.ts'
import { volumeClaims } from './claims.ts'
import { defaultLimits, defaultRequests } from './container-defaults.ts'
import { credentialSecrets } from './credentials.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { gitScripts } from './git-scripts.ts'
import { quotaName, registrySecretName, serviceAccountName } from './guardrail-names.ts'
import { networkPolicies, policyReadiness } from './network-policies.ts'
import { registryCredentials } from './registry-credentials.ts'
import { ready, waiting, worst } from './stage.ts'
import type { Readiness, Stage } from './stage.ts'

/** environment.md A6, with what B4 adds: storage, Jobs, and no way out through the nodes. */
const defaultQuota = {
  'requests.cpu': '2', 'limits.cpu': '4', 'requests.memory': '4Gi', 'limits.memory': '8Gi', 'pods': '20',
  'requests.storage': '20Gi', 'persistentvolumeclaims': '10', 'count/jobs.batch': '20', 'services.loadbalancers': '0', 'services.nodeports': '0',
}

const metadata = (environment: Environment, name: string) => ({ name, namespace: environment.name, labels: environmentLabels(environment) })

const hardOf = ({ project, spec }: Environment) =>
  canonicalQuantities({ ...defaultQuota, ...project?.resources?.defaultQuota, ...spec.quota })

const resourceQuota = (environment: Environment): Child =>
  child(ResourceQuota, { metadata: metadata(environment, quotaName), spec: { hard: hardOf(environment) } })

/** The API server's quota is in force when the status names it: an edited one has the old limits for a while. */
const quotaReadiness = (environment: Environment): Readiness => {
  const counted = environment.observed.get(ResourceQuota, quotaName)?.status?.hard ?? {}
  const isInForce = Object.entries(hardOf(environment) ?? {}).every(([name, amount]) => compareQuantities(counted[name] ?? '', amount) === 0)
  return isInForce ? ready : waiting('QuotaNotCounted', `resource quota ${quotaName} is not in force yet`)
}

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
  readiness: (environment) => worst([policyReadiness(environment), quotaReadiness(environment)]),
}
