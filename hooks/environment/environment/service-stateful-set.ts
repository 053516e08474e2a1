import { child } from '../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../src/kit/kind.ts'
import { StatefulSet } from '../../../src/kit/kinds.ts'
import { claimSpec } from './claims.ts'
import { mergedEnv } from './config-merge.ts'
import { envOf, portsOf, probesOf, resourcesOf, wordsOf } from './container.ts'
import { credentialEnv, keyVersion, keyVersionAnnotation } from './credentials.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { serviceAccountName } from './guardrail-names.ts'
import { containerSecurityContext, isPostgres, podSecurityContext, postgresUser } from './pod-security.ts'
import type { EnvEntry, ServiceConfig } from './spec/config.ts'

const postgresFolder = '/var/lib/postgresql/data'

/**
 * A service of the application with its data (environment.md A8.2, B7). Claim templates, selector and service name never
 * change: the observed ones stay.
 */
export const serviceStatefulSet = (environment: Environment, service: ServiceConfig): Child => {
  const { name } = service
  const labels = { ...environmentLabels(environment), app: name }
  const observed = environment.observed.get(StatefulSet, name)
  return child<FreeSpec>(StatefulSet, {
    metadata: { name, namespace: environment.name, labels },
    spec: {
      replicas: environment.suspended ? 0 : 1,
      serviceName: observed?.spec?.serviceName ?? `${name}-headless`,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels, ...versionAnnotation(environment, service) }, spec: podSpec(environment, service) },
      ...claimTemplates(environment, service),
    },
  })
}

/** A database that gets another password is restarted with it. */
const versionAnnotation = (environment: Environment, { name }: ServiceConfig): object => {
  const version = isPostgres(name) ? keyVersion(environment, name) : undefined
  return version === undefined ? {} : { annotations: { [keyVersionAnnotation]: version } }
}

/** Spelled out as the API server stores it: the list is replaced whole, so every default that is missing would be written again. */
const claimTemplates = ({ observed }: Environment, { name, storage }: ServiceConfig): { readonly volumeClaimTemplates?: readonly object[] } => {
  const set = observed.get(StatefulSet, name)
  if (set !== undefined) return set.spec?.volumeClaimTemplates === undefined ? {} : { volumeClaimTemplates: set.spec.volumeClaimTemplates }
  return storage === undefined ? {} : {
    volumeClaimTemplates: [{
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `${name}-data` },
      spec: { ...claimSpec(storage), volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    }],
  }
}

const podSpec = (environment: Environment, service: ServiceConfig): object => ({
  serviceAccountName,
  automountServiceAccountToken: false,
  securityContext: podSecurityContext(environment, isPostgres(service.name) ? postgresUser : undefined),
  containers: [container(environment, service)],
})

const container = (environment: Environment, service: ServiceConfig): object => {
  const { name, container: own } = service
  const postgres = isPostgres(name)
  return {
    name,
    image: own.image,
    imagePullPolicy: 'IfNotPresent',
    ...wordsOf(own),
    ...portsOf(own.ports),
    ...envOf(postgres ? mergedEnv(postgresEnv(name), own.env) : own.env ?? []),
    ...resourcesOf(own.resources),
    ...(postgres ? postgresProbes(own.readinessProbe) : probesOf(own)),
    // A service that has data goes on with it, whatever the configuration says now.
    ...(claimTemplates(environment, service).volumeClaimTemplates === undefined ? {} : { volumeMounts: [{ name: `${name}-data`, mountPath: postgres ? postgresFolder : `/var/lib/${name}` }] }),
    securityContext: containerSecurityContext(environment, postgres || undefined),
  }
}

/** A folder within the volume: Postgres refuses one that holds `lost+found` (Part C 10). */
const postgresEnv = (name: string): readonly EnvEntry[] =>
  [...credentialEnv(name, ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB']), { name: 'PGDATA', value: `${postgresFolder}/pgdata` }]

/** Without these "ready" would mean that a container has started, and migrations would run too early (Part C 11). */
const postgresProbes = (readinessProbe: object | undefined): object => {
  const exec = { command: ['sh', '-c', 'pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB"'] }
  return {
    readinessProbe: readinessProbe ?? { exec, periodSeconds: 5 },
    startupProbe: { exec, periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { exec, periodSeconds: 10 },
  }
}
