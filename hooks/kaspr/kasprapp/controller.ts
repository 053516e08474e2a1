import { composite, refuse } from '../../../src/kit/composite.ts'
import type { SyncInput, SyncOutput } from '../../../src/kit/composite.ts'
import { conditions, overlay } from '../../../src/kit/condition.ts'
import { inPlace } from '../../../src/kit/controller.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, Service, ServiceAccount, StatefulSet } from '../../../src/kit/kinds.ts'
import { holdAll } from '../../../src/kit/last-applied.ts'
import { labelled } from '../../../src/kit/related.ts'
import { appLabel } from '../labels.ts'
import { kasprSettingProblems } from '../settings.ts'
import { appOf } from './app.ts'
import type { App } from './app.ts'
import { componentResources } from './components.ts'
import { componentProblems, pausedClaim } from './conditions.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { joinsConfigMap } from './joins-config-map.ts'
import { packagesClaim } from './packages-claim.ts'
import { appProblems } from './problems.ts'
import { KasprApp } from './resource.ts'
import type { KasprAppStatus } from './spec/status.ts'
import { serviceAccount } from './service-account.ts'
import { apiService, headlessService } from './services.ts'
import { settingsConfigMap } from './settings-config-map.ts'
import { statefulSet } from './stateful-set.ts'
import { statusOf } from './status.ts'

/** Everything an app consists of. */
const childrenOf = (app: App): readonly Child[] => [
  serviceAccount(app),
  settingsConfigMap(app),
  ...joinsConfigMap(app),
  apiService(app),
  headlessService(app),
  ...packagesClaim(app),
  ...horizontalPodAutoscaler(app),
  statefulSet(app),
]

const sync = (input: SyncInput<KasprApp>) => {
  if (input.parent.metadata.annotations?.['kaspr.io/pause-reconciliation']?.toLowerCase() === 'true') return paused(input)
  const app = appOf(input)
  const problems = appProblems(app)
  return problems.length > 0 ? refuse(problems) : { children: childrenOf(app), status: statusOf(app, input), problems: componentProblems(app) }
}

/** Nothing is made, changed or deleted; status keeps what it knew and says so (design §9 no. 8). */
const paused = ({ parent, children, now }: SyncInput<KasprApp>): SyncOutput<KasprAppStatus> => {
  const generation = parent.metadata.generation ?? 0
  const before = parent.status?.conditions ?? []
  return {
    children: holdAll(children),
    status: { ...parent.status, observedGeneration: generation, conditions: overlay(before, conditions(before, [pausedClaim], { now, generation })) },
  }
}

export const kasprApp = composite({
  name: 'kasprapp',
  parent: KasprApp,
  children: [ServiceAccount, ConfigMap, Service, PersistentVolumeClaim, HorizontalPodAutoscaler, StatefulSet].map(inPlace),
  reads: componentResources,
  related: ({ metadata: { name, namespace } }) => componentResources.flatMap((resource) => labelled(resource, namespace, { [appLabel]: name })),
  blocked: ['Progressing', 'Ready'],
  settingProblems: kasprSettingProblems,
  sync,
})
