import { sha256Hex } from '../../../src/kit/hash.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../src/kit/kind.ts'
import { Job } from '../../../src/kit/kinds.ts'
import { applicationPod, initContainer } from './application.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { jobReadiness } from './job-readiness.ts'
import { ready } from './stage.ts'
import type { Stage } from './stage.ts'

/**
 * In production the init containers run once a release, in a Job before the Deployment, and not at every start of a pod
 * (environment.md B3, Part C 13). In development they stay init containers: a Job would fight the pod for the volume.
 */
const migrationJobs = (environment: Environment): readonly Child[] => {
  const { mode, config: { initContainers = [] }, suspended, observed } = environment
  if (mode !== 'production' || initContainers.length === 0) return []
  const containers = initContainers.map((container) => initContainer(environment, container))
  const template = {
    metadata: { labels: { ...environmentLabels(environment), app: 'migration' } },
    spec: { ...applicationPod(environment), restartPolicy: 'Never', ...(containers.length > 1 ? { initContainers: containers.slice(0, -1) } : {}), containers: containers.slice(-1) },
  }
  const name = `migrate-${sha256Hex(JSON.stringify([environment.commit, template])).slice(0, 10)}`
  // A suspended environment starts none, and keeps the one that ran: it would run again afterwards.
  return suspended && observed.get(Job, name) === undefined ? [] : [child<FreeSpec>(Job, {
    metadata: { name, namespace: environment.name, labels: { ...environmentLabels(environment), app: 'migration' } },
    spec: { backoffLimit: 2, template },
  })]
}

/** Its name follows from everything that it runs: another release is another Job. */
export const migration: Stage = {
  name: 'migration',
  condition: 'MigrationsReady',
  children: migrationJobs,
  readiness: (environment, [job]) => job === undefined || environment.suspended ? ready : jobReadiness(environment, job.metadata.name, { running: 'Migrating', failed: 'MigrationFailed' }),
}
