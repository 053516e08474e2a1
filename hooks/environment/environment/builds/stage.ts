import { Job } from '../../../../src/kit/kinds.ts'
import { jobReadiness } from '../job-readiness.ts'
import { ready, worst } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { buildJob } from './build-job.ts'

/** Images that are built, side by side. A suspended environment starts no build, and one that runs comes to its end. */
export const builds: Stage = {
  name: 'builds',
  condition: 'BuildsReady',
  children: (environment) => environment.builds
    .filter(({ jobName }) => !environment.suspended || environment.observed.get(Job, jobName) !== undefined)
    .map((build) => buildJob(environment, build)),
  readiness: (environment) => environment.suspended
    ? ready : worst(environment.builds.map(({ jobName }) => jobReadiness(environment, jobName, { running: 'Building', failed: 'BuildFailed' }))),
}
