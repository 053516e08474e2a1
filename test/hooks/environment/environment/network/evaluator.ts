import type { LabelSelector } from 'kubernetes-types/meta/v1.js'
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js'
import { isPartOf, isWithin } from './addresses.ts'

// What Kubernetes says about NetworkPolicies, written from its documentation and from nothing of ours: a pod that no policy
// selects for a direction is open in it; else only what at least one rule of at least one of these policies allows.

/** One end of a flow: a pod with its namespace, or somebody outside the cluster, of whom only the address is known. */
export interface End {
  readonly ip: string
  readonly pod?: { readonly namespace: string; readonly labels: Labels; readonly ports?: Readonly<Record<string, number>> }
}
export type Labels = Readonly<Record<string, string>>

export interface Flow {
  readonly from: End
  readonly to: End
  readonly port: number
  readonly protocol?: 'TCP' | 'UDP'
}

export interface Cluster {
  readonly policies: readonly NetworkPolicy[]
  /** Labels of namespaces beyond their name, which every namespace carries. */
  readonly namespaces?: Readonly<Record<string, Labels>>
}

/** Whether a flow gets through: out of where it begins, and into where it ends. */
export const isAllowed = (cluster: Cluster, flow: Flow): boolean =>
  isOpen(cluster, flow, { direction: 'Egress', own: flow.from, other: flow.to }) && isOpen(cluster, flow, { direction: 'Ingress', own: flow.to, other: flow.from })

interface Side { readonly direction: 'Ingress' | 'Egress'; readonly own: End; readonly other: End }

const isOpen = (cluster: Cluster, flow: Flow, side: Side): boolean => {
  const selecting = cluster.policies.filter((policy) => typesOf(policy).includes(side.direction) && isSelected(policy, side.own))
  return selecting.length === 0 || selecting.some((policy) => rulesOf(policy, side.direction).some((rule) =>
    isPeer(cluster, rule.peers, { other: side.other, home: policy.metadata?.namespace ?? '' }) && isPort(rule.ports, flow)))
}

/** Ingress is always meant unless the types say otherwise; egress when there is a rule for it. */
const typesOf = ({ spec }: NetworkPolicy): readonly string[] => spec?.policyTypes ?? ['Ingress', ...(spec?.egress === undefined ? [] : ['Egress'])]

const isSelected = ({ metadata, spec }: NetworkPolicy, { pod }: End): boolean =>
  pod !== undefined && pod.namespace === metadata?.namespace && matches(spec?.podSelector ?? {}, pod.labels)

interface Rule { readonly peers: readonly NetworkPolicyPeer[] | undefined; readonly ports: readonly NetworkPolicyPort[] | undefined }

const rulesOf = ({ spec }: NetworkPolicy, direction: Side['direction']): readonly Rule[] => direction === 'Ingress'
  ? (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
  : (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))

interface Seen { readonly other: End; readonly home: string }

/** No list and an empty list both mean everybody. */
const isPeer = (cluster: Cluster, peers: Rule['peers'] = [], seen: Seen): boolean =>
  peers.length === 0 || peers.some((peer) => peer.ipBlock === undefined ? isPodPeer(cluster, peer, seen) : isInBlock(peer.ipBlock, seen.other.ip))

const isInBlock = ({ cidr, except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>, ip: string): boolean => {
  const wrong = except.find((range) => !isPartOf(range, cidr))
  if (wrong !== undefined) throw new TypeError(`the API server refuses except ${wrong} of ${cidr}`)
  return isWithin(ip, cidr) && !except.some((range) => isWithin(ip, range))
}

/** Both selectors in one peer have to match; without one for namespaces it is about the policy's own. */
const isPodPeer = ({ namespaces = {} }: Cluster, { namespaceSelector, podSelector }: NetworkPolicyPeer, { other: { pod }, home }: Seen): boolean => {
  if (pod === undefined) return false
  const labels = { ...namespaces[pod.namespace], 'kubernetes.io/metadata.name': pod.namespace }
  const isThere = namespaceSelector === undefined ? pod.namespace === home : matches(namespaceSelector, labels)
  return isThere && matches(podSelector ?? {}, pod.labels)
}

/** A port by name is the one that the pod at the end of the flow calls so. */
const isPort = (ports: Rule['ports'] = [], { port, protocol = 'TCP', to }: Flow): boolean => ports.length === 0 || ports.some((wanted) => {
  const first = typeof wanted.port === 'string' ? to.pod?.ports?.[wanted.port] : wanted.port
  const isIt = wanted.port === undefined || (first !== undefined && port >= first && port <= (wanted.endPort ?? first))
  return (wanted.protocol ?? 'TCP') === protocol && isIt
})

const matches = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) && matchExpressions.every((expression) => isMet(expression, labels))

const isMet = ({ key, operator, values = [] }: NonNullable<LabelSelector['matchExpressions']>[number], labels: Labels): boolean => {
  const value = labels[key]
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value)
    case 'NotIn': return value === undefined || !values.includes(value)
    case 'Exists': return value !== undefined
    case 'DoesNotExist': return value === undefined
    default: throw new TypeError(`"${operator}" is no operator`)
  }
}
