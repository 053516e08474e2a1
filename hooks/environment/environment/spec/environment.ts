import { choice, flag, freeObject, integer, listOf, optional, quantity, struct, text } from '../../../../src/kit/fields.ts'
import { Type } from '../../../../src/kit/schema.ts'
import type { Static } from '../../../../src/kit/schema.ts'
import { Config } from './config.ts'

export const presets = ['nextjs', 'generic-node', 'python', 'go', 'static', 'custom'] as const
const modes = ['development', 'production', 'workspace', 'docker-compose', 'helm'] as const

const source = struct({
  name: text('Name of a source of the Project.'),
  commitSha: optional(text('Commit; empty or HEAD is none.')),
  branch: optional(text('Branch.')),
  prNumber: optional(integer('Number of the pull request, for whoever lists environments; nothing here reads it.')),
}, 'What is deployed of one source.')
export type SourceRef = Static<typeof source>

const egress = struct({
  mode: optional(choice(['none', 'internet', 'custom'], 'none: nothing outside the namespace. internet: public addresses only, never private ones and no metadata service. custom: the rules below.')),
  ports: optional(listOf(integer('A TCP port.', { minimum: 1, maximum: 65535 }), 'Ports for mode internet; 443 when absent.')),
  rules: optional(listOf(freeObject('An egress rule of a NetworkPolicy.'), 'Rules for mode custom.')),
}, 'What pods may reach outside their namespace.')

const workspace = struct({
  preserveChanges: optional(flag('Keep what was changed in the working copy when the commit changes.', { default: false })),
}, 'The working copy in development mode.')

const seed = struct({
  command: optional(listOf(text('A word.'), 'Command; `npm run seed` of the preset when absent.')),
}, 'Fills the database once, behind the first migration.')

const compose = struct({
  configMap: optional(struct({
    name: text('Name, in the namespace of the Project.', { minLength: 1 }),
    key: optional(text('Key; docker-compose.yml when absent.')),
  }, 'ConfigMap that holds the file.')),
}, 'The docker-compose file, in place of the one that the template holds.')

const build = struct({
  name: text('Name of a build of the template, or of a service of the docker-compose file.', { minLength: 1 }),
  retry: optional(integer('Raise it to run the build again: when it failed, or when its branch has moved.', { minimum: 0 })),
}, 'A build of this environment.')

const credentials = struct({
  keyVersion: optional(text('Version of the master key; the newest when absent. Changing it changes no password of a database that has data: see docs/environment.md.')),
}, 'How passwords are derived.')

export const EnvironmentSpec = struct({
  team: text('Team; the name of the Environment begins with it.', { minLength: 1, maxLength: 40 }),
  project: text('Name of the project, for labels and names.', { minLength: 1 }),
  environment: text('Name of the environment within the project, such as main or pr-123.', { minLength: 1 }),
  projectRef: struct({
    namespace: text('Namespace of the Project.', { minLength: 1 }),
    name: text('Name of the Project.', { minLength: 1 }),
  }, 'The Project whose template is used.'),
  type: optional(text('Key of the template in the Project, such as development or deployment.', { default: 'development' })),
  deploymentMode: optional(choice(modes, 'How it is deployed; follows from the template and the type when absent.')),
  preset: optional(choice(presets, 'Where image, probes and services come from that nobody gives.')),
  sources: optional(listOf(source, 'What is deployed, by the names of the Project\'s sources; the first of those is the application.')),
  config: optional(Config),
  quota: optional(Type.Record(Type.String(), quantity('An amount.'), { description: 'Limits of the namespace, over the defaults: requests.cpu, limits.memory, pods, …' })),
  egress: optional(egress),
  ttl: optional(text('How long it lives, such as 72h; for ever when absent.')),
  suspend: optional(flag('Stop everything that runs; data stays.', { default: false })),
  progressDeadlineSeconds: optional(integer('Seconds in which a stage has to become ready; 900 when absent.', { minimum: 1, maximum: 86_400, format: 'int32' })),
  compose: optional(compose),
  builds: optional(listOf(build, 'Builds that are run again.')),
  workspace: optional(workspace),
  seed: optional(seed),
  credentials: optional(credentials),
  discard: optional(listOf(text('Name of a service or volume.'), 'Services and volumes that were taken out of the configuration and whose data may go. Without it they stay.')),
  retainData: optional(flag('Deletion stops everything but keeps the namespace with its claims until this is false.', { default: false })),
}, 'What is deployed, from where, and under which limits.', {
  'x-kubernetes-validations': [
    { rule: "!has(self.egress) || !has(self.egress.rules) || (has(self.egress.mode) && self.egress.mode == 'custom')", message: 'egress.rules needs egress.mode custom' },
  ],
})
export type EnvironmentSpec = Static<typeof EnvironmentSpec>
