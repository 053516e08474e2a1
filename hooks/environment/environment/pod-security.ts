import { presetOf } from './environment.ts'
import type { Environment } from './environment.ts'

type Level = 'restricted' | 'baseline' | 'privileged'

/** Images of ours run as this user; it owns the volumes, too. */
const user = 1000

/** User of the Postgres image. */
export const postgresUser = 999

/** Images that we choose run without root, so nothing else is let in. Images that users choose may need it. */
export const podSecurityLevel = (environment: Environment): Level => {
  if (environment.builds.length > 0) return buildLevel(environment)
  return environment.mode === 'development' && hasOwnImages(environment) ? 'restricted' : 'baseline'
}

/** Builds of images: whoever sets up the service decides whether they run without a profile (Pod Security Standards, baseline: seccomp and AppArmor). */
const buildLevel = ({ settings: { buildSeccompProfile, buildAppArmorProfile } }: Environment): Level =>
  buildSeccompProfile === 'Unconfined' || buildAppArmorProfile === 'Unconfined' ? 'privileged' : 'baseline'

const hasOwnImages = ({ spec, template, config: { services = [] } }: Environment): boolean =>
  presetOf(spec, template) !== 'custom' && [spec, template].every((given) => given?.config?.image === undefined) && services.every(({ name }) => isPostgres(name))

/** Names of services that are Postgres (environment.md A8.2). */
export const isPostgres = (name: string): boolean => name === 'postgres' || name === 'postgresql'

/** Security context of a pod: never more than baseline allows, and as restricted asks where we know the image. */
export const podSecurityContext = (environment: Environment, uid = user): object => ({
  seccompProfile: { type: 'RuntimeDefault' },
  ...(podSecurityLevel(environment) === 'restricted' || uid === postgresUser ? { runAsNonRoot: true, runAsUser: uid, runAsGroup: uid, fsGroup: uid } : {}),
})

/** Security context of a container. Dropping all capabilities keeps an image from running that changes its user. */
export const containerSecurityContext = (environment: Environment, isKnown = podSecurityLevel(environment) === 'restricted'): object =>
  ({ allowPrivilegeEscalation: false, ...(isKnown ? { capabilities: { drop: ['ALL'] } } : {}) })
