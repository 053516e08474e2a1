import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js'
import type { Desired } from '../../../src/kit/desired.ts'
import type { App } from './app.ts'
import { installPackagesContainer } from './install-packages-container.ts'
import { kasprContainer } from './kaspr-container.ts'
import { podVolumes } from './volumes.ts'

/** The complete pod template, components included: one change, one rollout (Q7). */
export const podTemplate = (app: App): Desired<PodTemplateSpec> => {
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
      hostAliases: pod.hostAliases,
      enableServiceLinks: pod.enableServiceLinks,
      initContainers: installPackagesContainer(app),
      containers: [kasprContainer(app)],
      volumes: podVolumes(app),
    },
  }
}
