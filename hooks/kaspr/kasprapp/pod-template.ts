import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js'
import { canonical } from '../../../src/kit/canonical.ts'
import type { Desired } from '../../../src/kit/desired.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'
import { hostAliases } from './host-aliases.ts'
import { installPackagesContainer } from './install-packages-container.ts'
import { kasprContainer } from './kaspr-container.ts'
import type { LastRollout } from './last-rollout.ts'
import { podVolumes } from './volumes.ts'

/** The pod template as it is written, and its hash: it changes exactly when members are replaced. */
export interface MemberTemplate {
  readonly template: Desired<PodTemplateSpec>
  readonly hash: string
}

/** The same with what is known of its rollout. */
export interface RolledTemplate extends MemberTemplate {
  readonly lastRollout: LastRollout | undefined
}

export const memberTemplate = (app: App): MemberTemplate => {
  const template = canonical(podTemplate(app))
  return { template, hash: contentHash(template) }
}

/** The complete pod template, components included: one change, one rollout (Q7). */
const podTemplate = (app: App): Desired<PodTemplateSpec> => {
  const { metadata, ...pod } = app.spec.template?.pod ?? {}
  return {
    metadata: { labels: { ...metadata?.labels, ...app.podLabels }, annotations: metadata?.annotations },
    spec: {
      serviceAccountName: app.names.component,
      imagePullSecrets: pod.imagePullSecrets,
      securityContext: pod.securityContext,
      terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
      nodeSelector: pod.nodeSelector,
      affinity: pod.affinity,
      tolerations: pod.tolerations,
      topologySpreadConstraints: pod.topologySpreadConstraints,
      priorityClassName: pod.priorityClassName,
      schedulerName: pod.schedulerName,
      hostAliases: hostAliases(pod.hostAliases),
      enableServiceLinks: pod.enableServiceLinks,
      initContainers: installPackagesContainer(app),
      containers: [kasprContainer(app)],
      volumes: podVolumes(app),
    },
  }
}
