import { child } from '../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../src/kit/kind.ts'
import { Deployment } from '../../../src/kit/kinds.ts'
import { applicationContainer, applicationEnv, applicationPod, gitClone } from './application.ts'
import { environmentLabels, labelValue } from './environment.ts'
import type { Environment } from './environment.ts'
import { progressDeadline } from './progress-deadline.ts'
import { ready } from './stage.ts'
import type { Stage } from './stage.ts'
import { deploymentReadiness } from './web.ts'

const name = 'workspace'

/** First characters of the commit; without one it is `latest`, never an empty end (Part C 16). */
const commitLabel = ({ sourceRef }: Environment): string => {
  const commit = labelValue(sourceRef?.commitSha ?? '').slice(0, 7).toLowerCase().replace(/[-_.]+$/, '')
  return commit === '' || commit === 'head' ? 'latest' : commit
}

/**
 * A pod to work in. Upstream made a bare pod named after the commit; a Deployment comes back when its node goes, and a new
 * commit is a new pod of the same name.
 */
const deployment = (environment: Environment): Child => {
  const labels = { ...environmentLabels(environment), app: name, 'catalyst.dev/pod-type': name, 'catalyst.dev/environment': labelValue(environment.spec.environment) }
  const clone = gitClone(environment)
  const { args: _args, ...config } = environment.config
  const container = { ...config, name, command: ['sleep', 'infinity'] }
  return child<FreeSpec>(Deployment, {
    metadata: { name, namespace: environment.name, labels },
    spec: {
      replicas: environment.suspended ? 0 : 1,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'Recreate' },
      progressDeadlineSeconds: progressDeadline(environment.spec),
      template: {
        metadata: { labels: { ...labels, 'catalyst.dev/commit': commitLabel(environment) } },
        spec: { ...applicationPod(environment), ...(clone.length === 0 ? {} : { initContainers: clone }), containers: [applicationContainer(environment, container, applicationEnv(environment))] },
      },
    },
  })
}

/** Ready when it runs. */
export const workspace: Stage = {
  name: 'web',
  condition: 'WebReady',
  children: (environment) => [deployment(environment)],
  readiness: (environment) => environment.suspended ? ready : deploymentReadiness(environment, name),
}
