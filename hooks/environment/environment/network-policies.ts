import type { NetworkPolicyEgressRule, NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1.js'
import { child } from '../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../src/kit/kind.ts'
import { NetworkPolicy } from '../../../src/kit/kinds.ts'
import { hostRange } from './address-range.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { front } from './front.ts'
import { ready, waiting, worst } from './stage.ts'
import type { Readiness } from './stage.ts'
import { isWidened } from './widened-policy.ts'

interface Rules {
  readonly pods?: Readonly<Record<string, string>>
  readonly ingress?: readonly NetworkPolicyIngressRule[]
  /** Of users, too, who write what Kubernetes takes. */
  readonly egress?: readonly object[]
}

/**
 * Addresses that are nobody's business in an environment: private networks, and where clouds keep their credentials (B5).
 * 192.0.0.0/24 and 168.63.129.16 hold the metadata of two clouds, the latter in the midst of public addresses.
 */
const closed4 = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16']
const closed6 = ['::1/128', 'fc00::/7', 'fe80::/10']

const inNamespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } })

/**
 * All network policies of an environment (environment.md B5): everything is closed, then opened one by one. They hold only
 * where the cluster's network enforces policies. One that was widened by hand is left out, which deletes it, and made anew.
 */
export const networkPolicies = (environment: Environment): readonly Child[] =>
  everyPolicy(environment).filter(({ metadata: { name } }) => !isWidened(environment.observed.get(NetworkPolicy, name)))

/** Whether all policies stand, as narrow as they are wanted. */
export const policyReadiness = (environment: Environment): Readiness => worst(everyPolicy(environment).map(({ metadata: { name } }) => {
  const observed = environment.observed.get(NetworkPolicy, name)
  if (observed === undefined) return waiting('Creating', `network policy ${name} is made`)
  return isWidened(observed) ? waiting('PolicyWidened', `network policy ${name} was widened by hand and is made anew`) : ready
}))

const everyPolicy = (environment: Environment): readonly Child[] => [
  policy(environment, 'default-deny', { ingress: [], egress: [] }),
  policy(environment, 'allow-dns', { egress: [dns(environment)] }),
  policy(environment, 'allow-same-namespace', { ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ podSelector: {} }] }] }),
  ...fromIngressController(environment),
  ...outward(environment),
]

const dns = ({ settings: { dnsNamespace, dnsPods, dnsNodeAddress } }: Environment): NetworkPolicyEgressRule => ({
  to: [{ ...inNamespace(dnsNamespace), podSelector: { matchLabels: { ...dnsPods } } }, { ipBlock: { cidr: hostRange(dnsNodeAddress) } }],
  ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
})

const fromIngressController = (environment: Environment): readonly Child[] => {
  const target = front(environment)
  if (target === undefined) return []
  const { ingressNamespace, ingressPods } = environment.settings
  const from = [{ ...inNamespace(ingressNamespace), podSelector: { matchLabels: { ...ingressPods } } }]
  return [policy(environment, 'allow-ingress-controller', { pods: { app: target.app }, ingress: [{ from, ports: [{ protocol: 'TCP', port: target.port }] }] })]
}

const outward = (environment: Environment): readonly Child[] => {
  const { egress = {} } = environment.spec
  switch (egress.mode ?? 'internet') {
    case 'none': return []
    case 'custom': return [policy(environment, 'allow-egress-custom', { egress: egress.rules ?? [] })]
    default: return toInternet(environment, egress.ports ?? [443])
  }
}

/** A rule with an empty list of ports would open every port. */
const toInternet = (environment: Environment, ports: readonly number[]): readonly Child[] =>
  ports.length === 0 ? [] : [policy(environment, 'allow-egress-internet', { egress: [internet(ports, environment.settings.closedRanges)] })]

const internet = (ports: readonly number[], closedRanges: readonly string[]): NetworkPolicyEgressRule => ({
  to: [
    { ipBlock: { cidr: '0.0.0.0/0', except: [...closed4, ...closedRanges.filter((range) => !range.includes(':'))] } },
    { ipBlock: { cidr: '::/0', except: [...closed6, ...closedRanges.filter((range) => range.includes(':'))] } },
  ],
  ports: ports.map((port) => ({ protocol: 'TCP', port })),
})

const policy = (environment: Environment, name: string, { pods, ingress, egress }: Rules): Child => child<FreeSpec>(NetworkPolicy, {
  metadata: { name, namespace: environment.name, labels: environmentLabels(environment) },
  spec: {
    podSelector: pods === undefined ? {} : { matchLabels: { ...pods } },
    policyTypes: [...(ingress === undefined ? [] : ['Ingress']), ...(egress === undefined ? [] : ['Egress'])],
    ...(ingress === undefined || ingress.length === 0 ? {} : { ingress: [...ingress] }),
    ...(egress === undefined || egress.length === 0 ? {} : { egress: [...egress] }),
  },
})
