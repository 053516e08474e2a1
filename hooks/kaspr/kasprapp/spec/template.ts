import { choice, flag, integer, listOf, optional, struct, text, textMap } from '../../../../src/kit/fields.ts'
import type { Static } from '../../../../src/kit/schema.ts'
import { affinity } from './affinity.ts'
import { environment } from './environment.ts'
import { containerSecurityContext, podSecurityContext } from './security-context.ts'
import { labelSelector } from './selectors.ts'
import { volume, volumeMounts } from './volume.ts'

const metadata = (of: string) => optional(struct({
  labels: optional(textMap(`Further labels of ${of}.`)),
  annotations: optional(textMap(`Further annotations of ${of}.`)),
}, `Metadata of ${of}.`))

const toleration = struct({
  key: optional(text('Taint key; empty matches all.')),
  operator: optional(text('Exists or Equal.')),
  value: optional(text('Taint value.')),
  effect: optional(text('Taint effect; empty matches all.')),
  tolerationSeconds: optional(integer('How long NoExecute is tolerated.', { format: 'int64' })),
}, 'A toleration.')

const spread = struct({
  maxSkew: integer('Greatest difference between domains.'),
  topologyKey: text('Node label that makes the domains.'),
  whenUnsatisfiable: choice(['DoNotSchedule', 'ScheduleAnyway'], 'What to do when it cannot be met.'),
  labelSelector: optional(labelSelector('Pods that count.')),
  matchLabelKeys: optional(listOf(text('A label key.'), 'Keys whose values are taken from this pod.')),
  minDomains: optional(integer('Fewest domains.')),
  nodeAffinityPolicy: optional(text('Whether node affinity counts.')),
  nodeTaintsPolicy: optional(text('Whether taints count.')),
}, 'A spread constraint.')

const pod = struct({
  metadata: metadata('the pods'),
  imagePullSecrets: optional(listOf(struct({ name: text('Name of the Secret.') }, 'A Secret.'), 'Secrets for pulling images.')),
  securityContext: optional(podSecurityContext),
  terminationGracePeriodSeconds: optional(integer('Seconds a pod may take to stop.', { minimum: 0, format: 'int64' })),
  nodeSelector: optional(textMap('Labels that a node must have.')),
  affinity: optional(affinity),
  tolerations: optional(listOf(toleration, 'Taints that are tolerated.')),
  topologySpreadConstraints: optional(listOf(spread, 'How pods are spread.')),
  priorityClassName: optional(text('Priority class.')),
  schedulerName: optional(text('Scheduler.')),
  hostAliases: optional(listOf(struct({
    ip: text('Address.'),
    hostnames: optional(listOf(text('A name.'), 'Names of the address.')),
  }, 'An entry of /etc/hosts.'), 'Entries of /etc/hosts.')),
  enableServiceLinks: optional(flag('Variables for the Services of the namespace.')),
  volumes: optional(listOf(volume, 'Further volumes.')),
}, 'The pods.')

const container = (name: string) => struct({
  env: optional(environment(name)),
  volumeMounts: optional(volumeMounts(name)),
  securityContext: optional(containerSecurityContext(name)),
}, `Container ${name}.`)

export const template = struct({
  serviceAccount: optional(struct({ metadata: metadata('the ServiceAccount') }, 'The ServiceAccount.')),
  service: optional(struct({ metadata: metadata('both Services') }, 'Both Services.')),
  pod: optional(pod),
  kasprContainer: optional(container('kaspr')),
  pythonPackagesInitContainer: optional(container('install-packages')),
}, 'Additions to the rendered objects.')
export type Template = Static<typeof template>
