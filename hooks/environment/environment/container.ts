import { canonicalQuantities } from '../../../src/kit/quantities.ts'
import { compareQuantities } from '../../../src/kit/quantity.ts'
import { defaultLimits } from './container-defaults.ts'
import type { Config, ContainerPort, EnvEntry, Resources, VolumeMount } from './spec/config.ts'

// Parts of containers as the API server stores them.

export const resourcesOf = (resources: Resources | undefined): object => {
  if (resources === undefined) return {}
  const limits = { ...limitsBeyondDefault(resources), ...resources.limits }
  return {
    resources: {
      ...(resources.requests === undefined ? {} : { requests: canonicalQuantities(resources.requests) }),
      ...(resources.limits === undefined && Object.keys(limits).length === 0 ? {} : { limits: canonicalQuantities(limits) }),
    },
  }
}

/** A request above the limit that the LimitRange would add is its own limit: the API server would refuse the pod. */
const limitsBeyondDefault = ({ requests = {} }: Resources): NonNullable<Resources['limits']> => Object.fromEntries(
  Object.entries(defaultLimits).flatMap(([resource, limit]) => compareQuantities(requests[resource] ?? '0', limit) === 1 ? [[resource, requests[resource] ?? limit]] : []))

export const wordsOf = ({ command, args }: Pick<Config, 'command' | 'args'>): object =>
  ({ ...(command === undefined ? {} : { command: [...command] }), ...(args === undefined ? {} : { args: [...args] }) })

/** The protocol is spelled out: it is part of the key by which ports are merged. */
export const portsOf = (ports: readonly ContainerPort[] = []): object =>
  ports.length === 0 ? {} : { ports: ports.map(({ protocol = 'TCP', ...port }) => ({ ...port, protocol })) }

export const probesOf = ({ livenessProbe, readinessProbe, startupProbe }: Pick<Config, 'livenessProbe' | 'readinessProbe' | 'startupProbe'>): object => ({
  ...(livenessProbe === undefined ? {} : { livenessProbe }),
  ...(readinessProbe === undefined ? {} : { readinessProbe }),
  ...(startupProbe === undefined ? {} : { startupProbe }),
})

export const envOf = (entries: readonly EnvEntry[]): object => entries.length === 0 ? {} : { env: entries.map((entry) => ({ ...entry })) }

/** Folder of a volume that holds the sources: in a new volume's root there may be `lost+found`, which git refuses (Part C 9). */
const sourcesFolder = 'source'

/** Mounts of the application. The first volume holds the sources where they are cloned. */
export const mountsOf = (mounts: readonly VolumeMount[], holdsSources: boolean): readonly VolumeMount[] => mounts.map((mount) =>
  holdsSources && mount.name === mounts[0]?.name && mount.subPath === undefined ? { ...mount, subPath: sourcesFolder } : mount)
