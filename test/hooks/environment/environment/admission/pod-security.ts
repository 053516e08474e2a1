import type { Container, PodSpec, SecurityContext } from 'kubernetes-types/core/v1.js'
import { trusted } from '../../../../../src/protocol/trusted.ts'

// The Pod Security Standards, written from the Kubernetes documentation and from nothing of ours. Answers with what is wrong.

export type Level = 'baseline' | 'restricted'

export const violations = (level: Level, spec: PodSpec): readonly string[] => {
  const containers = [...spec.initContainers ?? [], ...spec.containers]
  return level === 'baseline' ? baseline(spec, containers) : [...baseline(spec, containers), ...restricted(spec, containers)]
}

const ordinary: ReadonlySet<string> = new Set(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'])

const baseline = (spec: PodSpec, containers: readonly Container[]): readonly string[] => [
  ...said(spec.hostNetwork === true || spec.hostPID === true || spec.hostIPC === true, 'host namespaces'),
  ...said((spec.volumes ?? []).some(({ hostPath }) => hostPath !== undefined), 'hostPath volumes'),
  ...said(spec.securityContext?.seccompProfile?.type === 'Unconfined', 'seccompProfile of the pod'),
  ...said(!(spec.securityContext?.sysctls ?? []).every(({ name }) => safeSysctls.has(name)), 'sysctls'),
  ...containers.flatMap(baselineOf),
]

const safeSysctls: ReadonlySet<string> = new Set(['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range'])

const baselineOf = ({ name, ports = [], securityContext = {}, ...probes }: Container): readonly string[] => [
  ...said(securityContext.privileged === true, `${name}: privileged`),
  ...said(!(securityContext.capabilities?.add ?? []).every((one) => ordinary.has(one)), `${name}: capabilities`),
  ...said(ports.some(({ hostPort = 0 }) => hostPort !== 0), `${name}: hostPort`),
  ...said(!['Default', undefined, ''].includes(securityContext.procMount), `${name}: procMount`),
  ...said(securityContext.seccompProfile?.type === 'Unconfined', `${name}: seccompProfile`),
  ...said([probes.livenessProbe, probes.readinessProbe, probes.startupProbe].some((probe) => probe?.httpGet?.host !== undefined || probe?.tcpSocket?.host !== undefined), `${name}: host of a probe`),
]

const allowedVolumes: ReadonlySet<string> = new Set(['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'])

const restricted = (spec: PodSpec, containers: readonly Container[]): readonly string[] => [
  ...said((spec.volumes ?? []).some(({ name: _, ...source }) => !Object.keys(source).every((key) => allowedVolumes.has(key))), 'volumes'),
  ...said(spec.securityContext?.runAsUser === 0, 'runAsUser of the pod'),
  ...containers.flatMap((container) => restrictedOf(spec, container)),
]

const restrictedOf = (spec: PodSpec, { name, securityContext = {} }: Container): readonly string[] => [
  ...said(securityContext.allowPrivilegeEscalation !== false, `${name}: allowPrivilegeEscalation`),
  ...said((securityContext.runAsNonRoot ?? spec.securityContext?.runAsNonRoot) !== true, `${name}: runAsNonRoot`),
  ...said(securityContext.runAsUser === 0, `${name}: runAsUser`),
  ...said(!isConfined(securityContext, spec), `${name}: seccompProfile`),
  ...said(!(securityContext.capabilities?.drop ?? []).includes('ALL') || (securityContext.capabilities?.add ?? []).some((one) => one !== 'NET_BIND_SERVICE'), `${name}: capabilities`),
]

const isConfined = ({ seccompProfile }: SecurityContext, spec: PodSpec): boolean =>
  ['RuntimeDefault', 'Localhost'].includes(trusted<string>((seccompProfile ?? spec.securityContext?.seccompProfile)?.type ?? ''))

const said = (isWrong: boolean, what: string): readonly string[] => isWrong ? [what] : []
