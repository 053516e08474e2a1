import { base64 } from '../../../src/kit/base64.ts'
import { hmacBase64Url } from '../../../src/kit/hmac.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Secret } from '../../../src/kit/kinds.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { isPostgres } from './pod-security.ts'
import type { EnvEntry, ServiceConfig } from './spec/config.ts'

/** Version of the master key that a Secret was derived with. */
export const keyVersionAnnotation = 'env.kaspr.io/key-version'
const passwordLength = 32

export const credentialsName = (service: string): string => `${service}-credentials`

/** Services whose passwords are derived. */
export const databases = ({ config: { services = [] } }: Environment): readonly ServiceConfig[] => services.filter(({ name }) => isPostgres(name))

/**
 * Credentials of every database (environment.md B6). A hook draws no random values: the password follows from a master key,
 * the environment's UID, the service and the key's version. An existing Secret keeps its version, because a database that
 * has data does not learn a new password from a Secret.
 */
export const credentialSecrets = (environment: Environment): readonly Child[] => databases(environment).flatMap((service) => {
  const version = keyVersion(environment, service.name)
  const key = version === undefined ? undefined : environment.settings.keys.get(version)
  return version === undefined || key === undefined ? [] : [secret(environment, service, { version, key })]
})

/** The version that a database's password has: what the spec says, what was used before, else the newest. */
export const keyVersion = ({ spec, observed, settings }: Environment, service: string): string | undefined =>
  spec.credentials?.keyVersion ?? observed.get(Secret, credentialsName(service))?.metadata.annotations?.[keyVersionAnnotation] ?? [...settings.keys.keys()].at(-1)

interface Key { readonly version: string; readonly key: string }

const secret = (environment: Environment, service: ServiceConfig, { version, key }: Key): Child => {
  const { name, uid } = environment
  const user = given(service, 'POSTGRES_USER') ?? 'postgres'
  const database = given(service, 'POSTGRES_DB') ?? service.database ?? user
  const password = given(service, 'POSTGRES_PASSWORD') ?? hmacBase64Url(key, [uid, service.name, 'password', version].join('|')).slice(0, passwordLength)
  const port = service.container.ports?.[0]?.containerPort ?? 5432
  const url = `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${service.name}.${name}.svc.cluster.local:${port}/${encodeURIComponent(database)}`
  return child(Secret, {
    metadata: { name: credentialsName(service.name), namespace: name, labels: environmentLabels(environment), annotations: { [keyVersionAnnotation]: version } },
    type: 'Opaque',
    data: { POSTGRES_USER: base64(user), POSTGRES_PASSWORD: base64(password), POSTGRES_DB: base64(database), DATABASE_URL: base64(url) },
  })
}

/** What a user gave wins. */
const given = ({ container: { env = [] } }: ServiceConfig, name: string): string | undefined => env.findLast((entry) => entry.name === name)?.value

export const credentialProblems = (environment: Environment): readonly Problem[] => databases(environment).flatMap(({ name }) => {
  const version = keyVersion(environment, name)
  if (version === undefined) return [problem('ENVIRONMENT_MASTER_KEYS', `is not set: no password for service ${name} can be derived`)]
  return environment.settings.keys.has(version) ? [] : [problem('spec.credentials.keyVersion', `the service has no master key of version ${version}, from which the password of ${name} follows`)]
})

/** Variables that hold a database's credentials. */
export const credentialEnv = (service: string, keys: readonly string[]): readonly EnvEntry[] =>
  keys.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: credentialsName(service), key } } }))
