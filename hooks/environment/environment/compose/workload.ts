import { child } from '../../../../src/kit/kind.ts'
import type { Child, FreeSpec, Kind } from '../../../../src/kit/kind.ts'
import { Deployment, PersistentVolumeClaim, Service, StatefulSet } from '../../../../src/kit/kinds.ts'
import { cleanedName } from '../../cleaned-name.ts'
import { builtImage } from '../builds/build.ts'
import { claimSpec } from '../claims.ts'
import { mergedEnv } from '../config-merge.ts'
import { envOf, portsOf, probesOf, resourcesOf, wordsOf } from '../container.ts'
import { environmentLabels } from '../environment.ts'
import type { Environment } from '../environment.ts'
import { serviceAccountName } from '../guardrail-names.ts'
import { containerSecurityContext, podSecurityContext } from '../pod-security.ts'
import { progressDeadline } from '../progress-deadline.ts'
import type { ContainerPort } from '../spec/config.ts'
import type { ComposeService } from './compose.ts'

const labelsOf = (environment: Environment, name: string) => ({ ...environmentLabels(environment), app: name, 'catalyst.dev/compose-service': name })

/** A service that keeps data is a StatefulSet: its claims are never mounted by two of its pods. */
export const workloadKind = ({ mounts = [] }: ComposeService): Kind<FreeSpec> => mounts.length === 0 ? Deployment : StatefulSet

/** What a service becomes: its claims, its pods, and its name for the others. */
export const composeChildren = (environment: Environment, service: ComposeService): readonly Child[] =>
  [...claims(environment, service), workload(environment, service), ...networkName(environment, service)]

export const workload = (environment: Environment, service: ComposeService): Child => {
  const { name } = service
  const kind = workloadKind(service)
  const labels = labelsOf(environment, name)
  return child(kind, {
    metadata: { name, namespace: environment.name, labels },
    spec: {
      replicas: environment.suspended ? 0 : 1,
      selector: { matchLabels: { app: name } },
      ...(kind === Deployment ? { progressDeadlineSeconds: progressDeadline(environment.spec) } : { serviceName: name }),
      template: { metadata: { labels }, spec: podSpec(environment, service) },
    },
  })
}

const volumesOf = ({ mounts = [] }: ComposeService): readonly string[] => [...new Set(mounts.map(({ volume }) => cleanedName(volume)))]

const podSpec = (environment: Environment, service: ComposeService): object => ({
  serviceAccountName,
  automountServiceAccountToken: false,
  // Variables of every Service would come in between those of the file.
  enableServiceLinks: false,
  securityContext: { ...podSecurityContext(environment), ...userOf(service) },
  containers: [container(environment, service)],
  ...(volumesOf(service).length === 0 ? {} : { volumes: volumesOf(service).map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })) }),
})

/** The volumes of a user belong to his group: a new one belongs to root otherwise. */
const userOf = ({ user }: ComposeService): object => user === undefined ? {} : { ...user, fsGroup: user.runAsGroup ?? user.runAsUser }

const container = (environment: Environment, service: ComposeService): object => ({
  name: service.name,
  image: builtImage(environment.builds, service.name) ?? service.image,
  imagePullPolicy: 'IfNotPresent',
  ...wordsOf({ ...(service.entrypoint === undefined ? {} : { command: [...service.entrypoint] }), ...(service.command === undefined ? {} : { args: [...service.command] }) }),
  ...(service.workingDir === undefined ? {} : { workingDir: service.workingDir }),
  ...portsOf(allPorts(service)),
  ...envOf(mergedEnv(service.env ?? [], environment.config.env)),
  ...probesOf(service.probes ?? {}),
  ...resourcesOf(service.resources),
  ...(service.mounts === undefined || service.mounts.length === 0 ? {} : { volumeMounts: service.mounts.map(mountOf) }),
  securityContext: containerSecurityContext(environment, false),
})

/** A folder within the volume: some databases refuse one that holds `lost+found` (environment.md Part C 10). */
const mountOf = ({ volume, mountPath, readOnly }: NonNullable<ComposeService['mounts']>[number]): object =>
  ({ name: cleanedName(volume), mountPath, subPath: 'data', ...(readOnly ? { readOnly } : {}) })

const allPorts = ({ ports = [], exposed = [] }: ComposeService): readonly ContainerPort[] =>
  [...new Map([...ports, ...exposed].map((port) => [`${port.containerPort}/${port.protocol}`, port])).values()]

const claims = (environment: Environment, service: ComposeService): readonly Child[] => volumesOf(service).map((name) =>
  child(PersistentVolumeClaim, { metadata: { name, namespace: environment.name, labels: environmentLabels(environment) }, spec: claimSpec({}) }))

/**
 * Services reach each other by their names, on all ports that they listen on: without stated ports a headless Service gives the
 * name. An address is never taken from a Service, so one that had ports goes first and comes back without.
 */
const networkName = (environment: Environment, service: ComposeService): readonly Child[] => {
  const { name } = service
  const metadata = { name, namespace: environment.name, labels: labelsOf(environment, name) }
  const ports = allPorts(service).map(({ containerPort, protocol = 'TCP' }) => ({ name: portName(containerPort, protocol), port: containerPort, targetPort: containerPort, protocol }))
  if (ports.length > 0) return [child(Service, { metadata, spec: { selector: { app: name }, ports } })]
  const address = environment.observed.get(Service, name)?.spec?.clusterIP
  return address !== undefined && address !== '' && address !== 'None' ? [] : [child(Service, { metadata, spec: { selector: { app: name }, clusterIP: 'None' } })]
}

const portName = (port: number, protocol: string): string => protocol === 'TCP' ? `port-${port}` : `port-${port}-${protocol.toLowerCase()}`
