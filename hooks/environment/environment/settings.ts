import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Settings } from '../../../src/kit/settings.ts'

/** Settings of the Environment family; upstream's variable names where it has them (environment.md A3). */
export interface EnvironmentSettings {
  readonly ingressNamespace: string
  /** Labels of the ingress controller's pods. */
  readonly ingressPods: Readonly<Record<string, string>>
  readonly ingressClass: string
  /** Undefined: routing on a developer's machine, by `<name>.localhost`. */
  readonly previewDomain: string | undefined
  readonly ingressPort: number
  readonly gitImage: string
  /** Address ranges beside the private ones that no pod may reach, such as that of Services. */
  readonly closedRanges: readonly string[]
  readonly reservedNames: readonly string[]
  /** Master keys by version, newest last; without any no password can be derived. */
  readonly keys: ReadonlyMap<string, string>
  /** Pods are read for better messages; costs Metacontroller a cache of all pods. */
  readonly readsPods: boolean
}

const names = {
  ingressNamespace: 'INGRESS_NAMESPACE', ingressPods: 'INGRESS_POD_LABELS', ingressClass: 'INGRESS_CLASS', previewDomain: 'PREVIEW_DOMAIN', local: 'LOCAL_PREVIEW_ROUTING',
  ingressPort: 'INGRESS_PORT', gitImage: 'GIT_CLONE_IMAGE', closedRanges: 'CLOSED_ADDRESS_RANGES', reserved: 'RESERVED_NAMESPACES', keys: 'ENVIRONMENT_MASTER_KEYS', readsPods: 'ENVIRONMENT_READS_PODS',
} as const

const absent = {
  ingressNamespace: 'ingress-nginx',
  ingressPods: 'app.kubernetes.io/name=ingress-nginx',
  ingressClass: 'nginx',
  previewDomain: 'preview.catalyst.dev',
  ingressPort: '8080',
  gitImage: 'alpine/git@sha256:16ad8e788e1d3b0c30f18da8dde5c0ace3b187445a62d8af893b003ca1e70592',
}

/** Names that no environment may take, whatever the settings say. */
const alwaysReserved = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'metacontroller', 'kaspr-hooks', 'ingress-nginx', 'cert-manager']

/** Settings whose values are secrets: they are masked wherever settings are shown. */
export const secretSettings = [names.keys]

export const environmentSettings = (settings: Settings): EnvironmentSettings => ({
  ingressNamespace: given(settings, names.ingressNamespace) ?? absent.ingressNamespace,
  ingressPods: labels(given(settings, names.ingressPods) ?? absent.ingressPods) ?? {},
  ingressClass: given(settings, names.ingressClass) ?? absent.ingressClass,
  previewDomain: given(settings, names.local) === 'true' ? undefined : given(settings, names.previewDomain) ?? absent.previewDomain,
  ingressPort: Number(given(settings, names.ingressPort) ?? absent.ingressPort),
  gitImage: given(settings, names.gitImage) ?? absent.gitImage,
  closedRanges: words(given(settings, names.closedRanges)),
  reservedNames: [...alwaysReserved, ...words(given(settings, names.reserved))],
  keys: keys(given(settings, names.keys)) ?? new Map<string, string>(),
  readsPods: given(settings, names.readsPods) === 'true',
})

/** Settings that cannot be read stop the service at start. */
export const environmentSettingProblems = (settings: Settings): readonly Problem[] => {
  const port = given(settings, names.ingressPort) ?? absent.ingressPort
  return [
    ...(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536 ? [] : [problem(names.ingressPort, `must be a port, not "${port}"`)]),
    ...(labels(given(settings, names.ingressPods) ?? absent.ingressPods) === undefined ? [problem(names.ingressPods, 'must be labels such as app=ingress,tier=edge')] : []),
    ...(keys(given(settings, names.keys)) === undefined ? [problem(names.keys, `must be versions and keys of at least ${leastKey} characters, such as v1=…,v2=…`)] : []),
    ...words(given(settings, names.closedRanges)).filter((range) => !/^[0-9a-f.:]+\/\d{1,3}$/.test(range)).map((range) => problem(names.closedRanges, `holds "${range}", which is no range such as 10.96.0.0/12`)),
  ]
}

const given = (settings: Settings, name: string): string | undefined => {
  const value = settings[name]?.trim() ?? ''
  return value === '' ? undefined : value
}

const words = (text: string | undefined): readonly string[] => (text ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '')

const pairs = (text: string): readonly (readonly [string, string])[] | undefined => {
  const found = words(text).map((word): readonly [string, string] => [word.slice(0, word.indexOf('=')).trim(), word.slice(word.indexOf('=') + 1).trim()])
  return words(text).every((word) => word.indexOf('=') > 0) ? found : undefined
}

const labels = (text: string): Readonly<Record<string, string>> | undefined => {
  const found = pairs(text)
  return found === undefined ? undefined : Object.fromEntries(found)
}

/** A shorter key could be guessed. */
const leastKey = 32

const keys = (text: string | undefined): ReadonlyMap<string, string> | undefined => {
  const found = text === undefined ? [] : pairs(text)
  return found === undefined || found.some(([, key]) => key.length < leastKey) ? undefined : new Map(found)
}
