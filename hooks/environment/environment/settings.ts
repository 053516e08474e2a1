import { dnsLabelProblem, dnsSubdomainProblem, labelKeyProblem, labelValueProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { flagOf, flagProblems } from '../../../src/kit/settings.ts'
import type { Settings } from '../../../src/kit/settings.ts'
import { hostRange, isAddressRange } from './address-range.ts'
import { imageReference } from './builds/image-reference.ts'
import { reservedNames } from './reserved-names.ts'

/** Settings of the Environment family; upstream's variable names where it has them (environment.md A3). */
export interface EnvironmentSettings {
  readonly ingressNamespace: string
  /** Labels of the ingress controller's pods. */
  readonly ingressPods: Readonly<Record<string, string>>
  readonly ingressClass: string
  /** Undefined: routing on a developer's machine, by `<name>.localhost`. */
  readonly previewDomain: string | undefined
  readonly ingressPort: number
  /** ClusterIssuer of cert-manager; undefined: the certificate of the ingress controller holds for all hosts. */
  readonly tlsIssuer: string | undefined
  readonly gitImage: string
  readonly workspaceImage: string
  /** Where names are resolved: pods of the cluster's DNS, and its cache on the node. */
  readonly dnsNamespace: string
  readonly dnsPods: Readonly<Record<string, string>>
  readonly dnsNodeAddress: string
  /** Address ranges beside the private ones that no pod may reach, such as that of Services. */
  readonly closedRanges: readonly string[]
  readonly reservedNames: readonly string[]
  /** Master keys by version, newest last; without any no password can be derived. */
  readonly keys: ReadonlyMap<string, string>
  /** Where built images go, such as a host and a folder; undefined: nothing can be built. */
  readonly buildRegistry: string | undefined
  readonly buildkitImage: string
  /** Profile of the nodes by its path, or Unconfined; see docs/environment.md. */
  readonly buildSeccompProfile: string | undefined
  /** Only where nodes use AppArmor. */
  readonly buildAppArmorProfile: string | undefined
  /** What installs charts; undefined: they are refused. */
  readonly helmKind: HelmKind | undefined
  /** Where Argo CD looks for Applications, and the project that they are in. */
  readonly argoNamespace: string
  readonly argoProject: string
  /** Pods are read for better messages; costs Metacontroller a cache of all pods. */
  readonly readsPods: boolean
}

export const helmKinds = ['flux', 'argocd'] as const
export type HelmKind = (typeof helmKinds)[number]

const names = {
  ingressNamespace: 'INGRESS_NAMESPACE', ingressPods: 'INGRESS_POD_LABELS', ingressClass: 'INGRESS_CLASS', previewDomain: 'PREVIEW_DOMAIN', local: 'LOCAL_PREVIEW_ROUTING',
  dnsNamespace: 'DNS_NAMESPACE', dnsPods: 'DNS_POD_LABELS', dnsNodeAddress: 'DNS_NODE_ADDRESS',
  ingressPort: 'INGRESS_PORT', tlsIssuer: 'INGRESS_TLS_ISSUER', gitImage: 'GIT_CLONE_IMAGE', workspaceImage: 'WORKSPACE_IMAGE', closedRanges: 'CLOSED_ADDRESS_RANGES', reserved: 'RESERVED_NAMESPACES', keys: 'ENVIRONMENT_MASTER_KEYS', readsPods: 'ENVIRONMENT_READS_PODS',
  buildRegistry: 'BUILD_REGISTRY', buildkitImage: 'BUILDKIT_IMAGE', buildSeccomp: 'BUILD_SECCOMP_PROFILE', buildAppArmor: 'BUILD_APPARMOR_PROFILE',
  helmKind: 'ENVIRONMENT_HELM_KIND', argoNamespace: 'ARGOCD_NAMESPACE', argoProject: 'ARGOCD_PROJECT',
} as const

const absent = {
  ingressNamespace: 'ingress-nginx',
  ingressPods: 'app.kubernetes.io/name=ingress-nginx',
  ingressClass: 'nginx',
  previewDomain: 'preview.catalyst.dev',
  ingressPort: '8080',
  dnsNamespace: 'kube-system',
  dnsPods: 'k8s-app=kube-dns',
  dnsNodeAddress: '169.254.20.10',
  gitImage: 'alpine/git@sha256:16ad8e788e1d3b0c30f18da8dde5c0ace3b187445a62d8af893b003ca1e70592',
  workspaceImage: 'alpine:latest',
  buildkitImage: 'moby/buildkit:rootless',
  argoNamespace: 'argocd',
}

/** Settings whose values are secrets: they are masked wherever settings are shown. */
export const secretSettings = [names.keys]

/** The setting that adds kinds of children. */
export const helmKindSetting = names.helmKind

export const environmentSettings = (settings: Settings): EnvironmentSettings => ({
  ingressNamespace: orAbsent(settings, 'ingressNamespace'),
  ingressPods: labels(orAbsent(settings, 'ingressPods')) ?? {},
  ingressClass: orAbsent(settings, 'ingressClass'),
  previewDomain: flagOf(settings, names.local) === true ? undefined : orAbsent(settings, 'previewDomain'),
  ingressPort: Number(orAbsent(settings, 'ingressPort')),
  tlsIssuer: given(settings, names.tlsIssuer),
  gitImage: orAbsent(settings, 'gitImage'),
  workspaceImage: orAbsent(settings, 'workspaceImage'),
  dnsNamespace: orAbsent(settings, 'dnsNamespace'),
  dnsPods: labels(orAbsent(settings, 'dnsPods')) ?? {},
  dnsNodeAddress: orAbsent(settings, 'dnsNodeAddress'),
  closedRanges: words(given(settings, names.closedRanges)),
  reservedNames: [...reservedNames, ...words(given(settings, names.reserved))],
  keys: keys(given(settings, names.keys)) ?? new Map<string, string>(),
  buildRegistry: given(settings, names.buildRegistry)?.replace(/\/+$/, ''),
  buildkitImage: orAbsent(settings, 'buildkitImage'),
  buildSeccompProfile: given(settings, names.buildSeccomp),
  buildAppArmorProfile: given(settings, names.buildAppArmor),
  helmKind: helmKinds.find((kind) => kind === given(settings, names.helmKind)),
  argoNamespace: orAbsent(settings, 'argoNamespace'),
  argoProject: given(settings, names.argoProject) ?? '',
  readsPods: flagOf(settings, names.readsPods) === true,
})

/** Settings that cannot be read, or that would go into objects which the API server refuses, stop the service at start. */
export const environmentSettingProblems = (settings: Settings): readonly Problem[] => [
  ...Object.entries(checks).flatMap(([name, check]) => {
    const text = given(settings, name)
    const message = text === undefined ? undefined : check(text)
    return message === undefined ? [] : [problem(name, message)]
  }),
  ...flagProblems(settings, [names.local, names.readsPods]),
  ...(given(settings, names.helmKind) === 'argocd' && given(settings, names.argoProject) === undefined
    ? [problem(names.argoProject, 'is required with Argo CD: the project is all that keeps a chart within its namespace')] : []),
  ...words(given(settings, names.closedRanges)).filter((range) => !isAddressRange(range)).map((range) => problem(names.closedRanges, `holds "${range}", which is no range such as 10.96.0.0/12`)),
]

const labelsProblem = (text: string): string | undefined => labels(text) === undefined ? 'must be labels such as app=ingress,tier=edge' : undefined
const portProblem = (text: string): string | undefined => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? undefined : `must be a port, not "${text}"`
const addressProblem = (text: string): string | undefined => isAddressRange(hostRange(text)) ? undefined : `must be an address, not "${text}"`
const imageProblem = (text: string): string | undefined => imageReference(text) === undefined ? `must be an image, not "${text}"` : undefined
const registryProblem = (text: string): string | undefined => imageReference(`${text.replace(/\/+$/, '')}/image`) === undefined ? `must be a registry such as registry.example.com/team, not "${text}"` : undefined
const helmKindProblem = (text: string): string | undefined => helmKinds.some((kind) => kind === text) ? undefined : `must be ${helmKinds.join(' or ')}, not "${text}"`
const keysProblem = (text: string): string | undefined => keys(text) === undefined ? `must be versions and keys of at least ${leastKey} characters, such as v1=…,v2=…, and no version twice` : undefined

const checks: Readonly<Record<string, (text: string) => string | undefined>> = {
  [names.ingressNamespace]: dnsLabelProblem,
  [names.dnsNamespace]: dnsLabelProblem,
  [names.ingressClass]: dnsSubdomainProblem,
  [names.tlsIssuer]: dnsSubdomainProblem,
  [names.previewDomain]: dnsSubdomainProblem,
  [names.ingressPort]: portProblem,
  [names.ingressPods]: labelsProblem,
  [names.dnsPods]: labelsProblem,
  [names.dnsNodeAddress]: addressProblem,
  [names.keys]: keysProblem,
  [names.gitImage]: imageProblem,
  [names.workspaceImage]: imageProblem,
  [names.buildkitImage]: imageProblem,
  [names.buildRegistry]: registryProblem,
  [names.helmKind]: helmKindProblem,
  [names.argoNamespace]: dnsLabelProblem,
  [names.argoProject]: dnsSubdomainProblem,
}

const given = (settings: Settings, name: string): string | undefined => {
  const value = settings[name]?.trim() ?? ''
  return value === '' ? undefined : value
}

const orAbsent = (settings: Settings, name: keyof typeof absent): string => given(settings, names[name]) ?? absent[name]

const words = (text: string | undefined): readonly string[] => (text ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '')

const pairs = (text: string): readonly (readonly [string, string])[] | undefined => {
  const found = words(text).map((word): readonly [string, string] => [word.slice(0, word.indexOf('=')).trim(), word.slice(word.indexOf('=') + 1).trim()])
  return (found.length > 0 || text === '') && words(text).every((word) => word.indexOf('=') > 0) ? found : undefined
}

const labels = (text: string): Readonly<Record<string, string>> | undefined => {
  const found = pairs(text)
  return found === undefined || found.some(([key, value]) => (labelKeyProblem(key) ?? labelValueProblem(value)) !== undefined) ? undefined : Object.fromEntries(found)
}

/** A shorter key could be guessed. */
const leastKey = 32

const keys = (text: string | undefined): ReadonlyMap<string, string> | undefined => {
  const found = text === undefined ? [] : pairs(text)
  const versions = new Map(found)
  return found === undefined || versions.size < found.length || found.some(([, key]) => key.length < leastKey) ? undefined : versions
}
