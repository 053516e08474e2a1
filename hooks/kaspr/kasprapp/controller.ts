import { composite, refuse } from '../../../src/kit/composite.ts'
import type { SyncInput } from '../../../src/kit/composite.ts'
import { inPlace } from '../../../src/kit/controller.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, Service, ServiceAccount, StatefulSet } from '../../../src/kit/kinds.ts'
import { labelled } from '../../../src/kit/related.ts'
import { appLabel } from '../labels.ts'
import { kasprSettingProblems } from '../settings.ts'
import { appOf } from './app.ts'
import type { App } from './app.ts'
import { componentResources } from './components.ts'
import { componentProblems, pauseRequested } from './conditions.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { joinsConfigMap } from './joins-config-map.ts'
import { packagesClaim } from './packages-claim.ts'
import { podProblems } from './pod-problems.ts'
import { memberTemplate } from './pod-template.ts'
import type { MemberTemplate } from './pod-template.ts'
import { appProblems } from './problems.ts'
import { KasprApp } from './resource.ts'
import { serviceAccount } from './service-account.ts'
import { apiService, headlessService } from './services.ts'
import { settingsConfigMap } from './settings-config-map.ts'
import { statefulSet } from './stateful-set.ts'
import { statusOf } from './status.ts'

/** Everything an app consists of. */
const childrenOf = (app: App, member: MemberTemplate): readonly Child[] => [
  serviceAccount(app),
  settingsConfigMap(app),
  ...joinsConfigMap(app),
  apiService(app),
  headlessService(app),
  ...packagesClaim(app),
  ...horizontalPodAutoscaler(app),
  statefulSet(app, member),
]

const sync = (input: SyncInput<KasprApp>) => {
  const app = appOf(input)
  const problems = appProblems(app)
  if (problems.length > 0) return refuse(problems)
  const member = memberTemplate(app)
  const podMistakes = podProblems(app, member)
  if (podMistakes.length > 0) return refuse(podMistakes)
  return { children: childrenOf(app, member), status: statusOf(app, member, input), problems: componentProblems(app) }
}

export const kasprApp = composite({
  name: 'kasprapp',
  parent: KasprApp,
  children: [ServiceAccount, ConfigMap, Service, PersistentVolumeClaim, HorizontalPodAutoscaler, StatefulSet].map(inPlace),
  reads: componentResources,
  related: ({ metadata: { name, namespace } }) => componentResources.flatMap((resource) => labelled(resource, namespace, { [appLabel]: name })),
  paused: ({ metadata }) => metadata.annotations?.['kaspr.io/pause-reconciliation']?.toLowerCase() === 'true' ? pauseRequested : undefined,
  blocked: ['Progressing', 'Ready'],
  settingProblems: kasprSettingProblems,
  sync,
})
