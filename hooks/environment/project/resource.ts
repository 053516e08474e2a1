import { choice, freeObject, listOf, optional, quantity, struct, text } from '../../../src/kit/fields.ts'
import { resource } from '../../../src/kit/resource.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { Config, resources } from '../environment/spec/config.ts'
import { presets } from '../environment/spec/environment.ts'

const source = struct({
  name: text('Name of the source.', { minLength: 1 }),
  repositoryUrl: text('Address of the repository.', { minLength: 1 }),
  branch: optional(text('Default branch.')),
}, 'A repository.')
export type Source = Static<typeof source>

const build = struct({
  name: text('Name of the image.', { minLength: 1 }),
  sourceRef: optional(text('Source that is built; the first one when absent.')),
  path: optional(text('Folder of the build context.')),
  dockerfile: optional(text('Path of the Dockerfile within it; Dockerfile when absent.')),
  resources: optional(resources),
  retry: optional(Type.Integer({ minimum: 0, description: 'Raise it to run a build again that failed.' })),
}, 'An image that is built.')
export type Build = Static<typeof build>

const template = struct({
  type: optional(choice(['helm', 'manifest', 'kustomize', 'docker-compose'], 'What it is made from; the config below when absent.')),
  preset: optional(choice(presets, 'Where image, probes and services come from that nobody gives.')),
  sourceRef: optional(text('Source that holds it.')),
  path: optional(text('Path in that source.')),
  compose: optional(struct({ inline: optional(text('The file.')) }, 'The docker-compose file, unless the Environment names a ConfigMap.')),
  builds: optional(listOf(build, 'Images that are built first.')),
  values: optional(freeObject('Values of a Helm chart.')),
  config: optional(Config),
}, 'How environments of one type are made.')
export type Template = Static<typeof template>

export const ProjectSpec = struct({
  githubInstallationId: optional(text('Installation of the GitHub app that reads the sources, or `pat`, as upstream has it; nothing here reads it: tokens come from Secret git-token.')),
  sources: listOf(source, 'Repositories; the first one is the application.', { minItems: 1 }),
  templates: optional(Type.Record(Type.String(), template, { description: 'By type of environment.' })),
  resources: optional(struct({ defaultQuota: optional(Type.Record(Type.String(), quantity('An amount.'), { description: 'Limits of environments that set none.' })) }, 'Resources.')),
}, 'Repositories of a team, and how environments are made from them.')
export type ProjectSpec = Static<typeof ProjectSpec>

export const Project = resource({
  group: 'env.kaspr.io',
  version: 'v1alpha1',
  kind: 'Project',
  plural: 'projects',
  singular: 'project',
  shortNames: ['envproj'],
  scope: 'Namespaced',
  description: 'Repositories of a team, and templates of the environments that are made from them.',
  columns: [{ name: 'Repository', type: 'string', jsonPath: '.spec.sources[0].repositoryUrl', description: 'The first repository' }],
  spec: ProjectSpec,
  status: struct({}, 'Nothing is written here.', { 'x-kubernetes-preserve-unknown-fields': true }),
})
export type Project = (typeof Project)['shape']
