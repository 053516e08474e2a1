import { composite, refuse } from '../../../src/kit/composite.ts'
import type { SyncInput } from '../../../src/kit/composite.ts'
import { inPlace } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, Service, ServiceAccount, StatefulSet, StorageClass } from '../../../src/kit/kinds.ts'
import { labelled, named } from '../../../src/kit/related.ts'
import { appLabel } from '../labels.ts'
import { kasprSettingProblems } from '../settings.ts'
import { appOf } from './app.ts'
import type { App } from './app.ts'
import { componentResources } from './components.ts'
import { componentProblems, pauseRequested } from './conditions.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { joinsConfigMap } from './joins-config-map.ts'
import { KasprMemberSet } from '../kasprmemberset/resource.ts'
import { lastRollout } from './last-rollout.ts'
import { memberSet } from './member-set.ts'
import { appMetrics } from './metrics.ts'
import { dayTwo } from './members/day-two.ts'
import type { DayTwo } from './members/day-two.ts'
import { isPaused } from './members/switches.ts'
import { packagesClaim } from './packages-claim.ts'
import { podProblems } from './pod-problems.ts'
import { memberTemplate } from './pod-template.ts'
import type { RolledTemplate } from './pod-template.ts'
import { appProblems } from './problems.ts'
import { KasprApp } from './resource.ts'
import { serviceAccount } from './service-account.ts'
import { apiService, headlessService } from './services.ts'
import { settingsConfigMap } from './settings-config-map.ts'
import { statefulSet } from './stateful-set.ts'
import { statusOf } from './status.ts'

/** Everything an app consists of. */
const childrenOf = (app: App, member: RolledTemplate, doings: DayTwo): readonly Child[] => [
  serviceAccount(app),
  settingsConfigMap(app),
  ...joinsConfigMap(app),
  apiService(app),
  headlessService(app),
  ...packagesClaim(app),
  ...horizontalPodAutoscaler(app),
  statefulSet(app, member, doings.replicas),
  memberSet(app, doings),
]

const sync = (input: SyncInput<KasprApp>) => {
  const app = appOf(input)
  const problems = appProblems(app)
  if (problems.length > 0) return refuse(problems)
  const member = memberTemplate(app)
  const podMistakes = podProblems(app, member)
  if (podMistakes.length > 0) return refuse(podMistakes)
  const rolled = { ...member, lastRollout: lastRollout(app, member, { now: input.now, generation: input.parent.metadata.generation ?? 0 }) }
  const doings = dayTwo(app, member, input)
  return {
    children: childrenOf(app, rolled, doings),
    status: statusOf(app, { member: rolled, doings }, input),
    problems: componentProblems(app),
    ...(doings.resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds: doings.resyncAfterSeconds }),
  }
}

/** The class of the data claims tells whether they can grow. */
const storageClasses = (spec: unknown): readonly string[] => {
  const storage = isObject(spec) ? spec['storage'] : undefined
  const name = isObject(storage) ? storage['class'] : undefined
  return typeof name === 'string' && name !== '' ? [name] : []
}

export const kasprApp = composite({
  name: 'kasprapp',
  parent: KasprApp,
  children: [ServiceAccount, ConfigMap, Service, PersistentVolumeClaim, HorizontalPodAutoscaler, StatefulSet, KasprMemberSet].map(inPlace),
  reads: [...componentResources, StorageClass],
  related: ({ metadata: { name, namespace }, spec }) => [
    ...componentResources.flatMap((resource) => labelled(resource, namespace, { [appLabel]: name })),
    ...named(StorageClass, undefined, storageClasses(spec)),
  ],
  paused: ({ metadata }) => isPaused(metadata.annotations) ? pauseRequested : undefined,
  live: [KasprMemberSet],
  blocked: ['Progressing', 'Ready'],
  settingProblems: kasprSettingProblems,
  metrics: appMetrics,
  sync,
})
