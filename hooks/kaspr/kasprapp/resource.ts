import { choice, integer, listOf, optional, quantity, struct, text } from '../../../src/kit/fields.ts'
import { resource } from '../../../src/kit/resource.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { openSpec } from '../component/resource.ts'
import { configKeys } from './spec/config-keys.ts'
import { pythonPackages } from './spec/packages.ts'
import { KasprAppStatus } from './spec/status.ts'
import { template } from './spec/template.ts'

const authentication = struct({
  type: choice(['plain', 'scram-sha-256', 'scram-sha-512'], 'How members log in to Kafka.'),
  username: optional(text('User name; needed with SCRAM. With `plain` its absence means no login.')),
  passwordSecret: optional(struct({
    secretName: optional(text('Name of the Secret.')),
    passwordKey: optional(text('Key of the password.')),
  }, 'Secret that holds the password; it is never copied.')),
}, 'Login to Kafka.')

/** Values are read as upstream reads them: texts and numbers both do (kaspr-resources.md 3.5). */
const config = Type.Object(
  Object.fromEntries(configKeys.map(([key, type, description]) =>
    [key, Type.Optional(Type.Unknown({ description: `${description} (${type})`, 'x-kubernetes-preserve-unknown-fields': true }))])),
  { description: 'Settings of the runtime. Unknown keys are passed on as K_<KEY>.', 'x-kubernetes-preserve-unknown-fields': true },
)

const probe = (description: string) => struct({
  failureThreshold: optional(integer('Failures until it counts; 3 when absent.', { minimum: 1 })),
  initialDelaySeconds: optional(integer('Seconds before the first probe; 15 when absent.', { minimum: 0 })),
  periodSeconds: optional(integer('Seconds between probes; 10 when absent.', { minimum: 1 })),
  successThreshold: optional(integer('Successes until it counts; 1 when absent.', { minimum: 1 })),
  timeoutSeconds: optional(integer('Seconds until a probe fails; 5 when absent.', { minimum: 1 })),
}, description)

const quantities = (description: string) => optional(Type.Record(Type.String(), quantity('A quantity.'), { description }))

const storage = struct({
  type: choice(['ephemeral', 'persistent-claim'], 'Kept for compatibility: both make a claim for each member.'),
  class: text('Storage class of the claims.'),
  size: quantity('Size of each claim.'),
  deleteClaim: optional(Type.Boolean({ description: 'Delete the claims with the app; they are kept when absent.' })),
}, 'Storage of table data.')

export const KasprAppSpec = struct({
  version: optional(text('Kaspr version; the newest known one when absent.')),
  replicas: optional(integer('Wanted members; 1 when absent.', { minimum: 0, format: 'int32' })),
  image: optional(text('Image of the members; wins over `version`.')),
  bootstrapServers: text('Kafka brokers, with commas between.'),
  tls: optional(struct({}, 'Use TLS to Kafka when present, even when empty.', { additionalProperties: false })),
  authentication,
  config: optional(config),
  resources: optional(struct({
    limits: quantities('Limits.'),
    requests: quantities('Requests.'),
    claims: optional(listOf(struct({
      name: text('Name of the claim in the pod.'),
      request: optional(text('One request of that claim.')),
    }, 'A claim.'), 'Resource claims.')),
  }, 'Resources of container kaspr.')),
  livenessProbe: optional(probe('Restart a member that does not answer on /status/.')),
  readinessProbe: optional(probe('Count a member as ready when it answers on /status/.')),
  storage,
  scaling: optional(struct({
    mode: optional(choice(['autoscaler', 'direct'], 'Who adds members step by step: a HorizontalPodAutoscaler, which needs the metrics API, or the service itself. The former when absent.')),
  }, 'How the app grows to its replicas.')),
  pythonPackages: optional(pythonPackages),
  template: optional(template),
}, 'The app as it should be.', openSpec)
export type KasprAppSpec = Static<typeof KasprAppSpec>

export const KasprApp = resource({
  group: 'kaspr.io',
  version: 'v1alpha1',
  kind: 'KasprApp',
  plural: 'kasprapps',
  singular: 'kasprapp',
  shortNames: ['kapps', 'kapp'],
  scope: 'Namespaced',
  description: 'A stream processing application: a group of members that run its agents, webviews, tables, tasks and joins.',
  columns: [
    { name: 'Version', type: 'string', jsonPath: '.status.kasprVersion', description: 'Kaspr version that runs' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', description: 'Whether all members are available' },
    { name: 'Members', type: 'string', jsonPath: '.status.availableMembers', description: 'Available and wanted members' },
    { name: 'Rebalancing', type: 'string', jsonPath: '.status.rebalancingMembers', description: 'Rebalancing and available members' },
  ],
  spec: KasprAppSpec,
  status: KasprAppStatus,
  validations: [{ rule: 'size(self.metadata.name) <= 48', message: 'the name may have at most 48 characters: names of pods and their labels are made from it' }],
})
export type KasprApp = Custom<KasprAppSpec, KasprAppStatus>
