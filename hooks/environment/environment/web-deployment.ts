import { child } from '../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../src/kit/kind.ts'
import { Deployment } from '../../../src/kit/kinds.ts'
import { applicationContainer, applicationEnv, applicationPod, gitClone, initContainer } from './application.ts'
import { portsOf, probesOf } from './container.ts'
import { databases, keyVersion, keyVersionAnnotation } from './credentials.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { progressDeadline } from './progress-deadline.ts'
import { seedContainer } from './seed.ts'

/** Pods of a development environment run what is checked out, not what their image holds. */
const commitAnnotation = 'env.kaspr.io/commit'

/** The application. One with a volume that a single node can mount is stopped before its next pod starts (Part C 14). */
export const webDeployment = (environment: Environment): Child => {
  const labels = { ...environmentLabels(environment), app: 'web' }
  const hasVolume = (environment.config.volumes ?? []).some(({ persistentVolumeClaim: claim }) => claim !== undefined)
  return child<FreeSpec>(Deployment, {
    metadata: { name: 'web', namespace: environment.name, labels },
    spec: {
      replicas: environment.suspended ? 0 : 1,
      selector: { matchLabels: { app: 'web' } },
      strategy: hasVolume ? { type: 'Recreate' } : rollingUpdate(),
      progressDeadlineSeconds: progressDeadline(environment.spec),
      template: { metadata: { labels, annotations: annotationsOf(environment) }, spec: { ...applicationPod(environment), ...initContainers(environment), containers: [container(environment)] } },
    },
  })
}

/** Spelled out: of what the API server fills in nothing would go away, and it refuses it beside Recreate. */
const rollingUpdate = () => ({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } })

/** What makes the pods roll: another commit, another password. */
const annotationsOf = (environment: Environment): Readonly<Record<string, string>> => {
  const [database] = databases(environment)
  const version = database === undefined ? undefined : keyVersion(environment, database.name)
  return { [commitAnnotation]: environment.commit, ...(version === undefined ? {} : { [keyVersionAnnotation]: version }) }
}

const initContainers = (environment: Environment): object => {
  const own = environment.mode === 'production' ? [] : environment.config.initContainers ?? []
  const all = [...gitClone(environment), ...own.map((one) => initContainer(environment, one)), ...seedContainer(environment)]
  return all.length === 0 ? {} : { initContainers: all }
}

const container = (environment: Environment): object => ({
  ...applicationContainer(environment, { ...environment.config, name: 'web' }, applicationEnv(environment)),
  ...portsOf(environment.config.ports),
  ...probesOf(environment.config),
})
