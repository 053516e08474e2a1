import { dnsLabelProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { quantityProblems, resourcesProblems } from '../../../src/kit/quantities.ts'
import { Namespace } from '../../../src/kit/kinds.ts'
import { parseDuration } from '../../../src/kit/duration.ts'
import { buildProblems } from './builds/problems.ts'
import { clashProblems } from './clashes.ts'
import { composeProblems } from './compose/problems.ts'
import { credentialProblems } from './credentials.ts'
import { helmProblems } from './helm/problems.ts'
import { probeProblems } from './probe-problems.ts'
import { seedProblems } from './seed.ts'
import { ownNamespace } from './environment.ts'
import type { Environment, EnvironmentInput } from './environment.ts'

const because = (reason: string, found: Problem): Problem => ({ ...found, reason })

/** Why nothing can be changed; empty: everything can. All children stay as last applied then (environment.md B3). */
export const environmentProblems = (environment: Environment, input: EnvironmentInput): readonly Problem[] => {
  const found = [...nameProblems(environment), ...namespaceProblems(environment, input), ...projectProblems(environment), ...modeProblems(environment)]
  return found.length > 0 ? found : [...composeProblems(environment), ...buildProblems(environment), ...contentProblems(environment), ...serviceProblems(environment), ...clashProblems(environment), ...limitProblems(environment), ...credentialProblems(environment), ...seedProblems(environment), ...probeProblems(environment)]
}

const nameProblems = ({ name, spec: { team }, settings: { reservedNames } }: Environment): readonly Problem[] => {
  const shape = dnsLabelProblem(name)
  return [
    ...(shape === undefined ? [] : [problem('metadata.name', shape)]),
    ...(name.startsWith(`${team}-`) ? [] : [problem('metadata.name', `must begin with ${team}-, the team`)]),
    ...(name.startsWith('kube-') || reservedNames.includes(name) ? [because('NameReserved', problem('metadata.name', `${name} is reserved`))] : []),
  ]
}

/** A namespace that somebody else made is never touched (Part C S2). */
const namespaceProblems = (environment: Environment, { related }: EnvironmentInput): readonly Problem[] =>
  ownNamespace(environment) === undefined && related.get(Namespace, environment.name) !== undefined
    ? [because('NamespaceTaken', problem('metadata.name', `namespace ${environment.name} exists already and is not ours`))] : []

const projectProblems = ({ project, projectMistakes, template, spec: { projectRef, type = 'development', preset, config, compose } }: Environment): readonly Problem[] => {
  if (projectMistakes.length > 0) return projectMistakes.map((mistake) => because('ProjectInvalid', mistake))
  if (project === undefined) return [because('ProjectNotFound', problem('spec.projectRef', `there is no Project ${projectRef.namespace}/${projectRef.name}`))]
  return template === undefined && preset === undefined && config === undefined && compose === undefined
    ? [because('TemplateNotFound', problem('spec.type', `Project ${projectRef.name} has no template "${type}", and neither spec.preset nor spec.config is given`))] : []
}

/** What is not translated is refused in so many words: a half-applied template is worse than none. */
const modeProblems = ({ mode, template, settings: { helmKind } }: Environment): readonly Problem[] => {
  if (template?.type === 'manifest' || template?.type === 'kustomize') return [because('UnsupportedTemplate', problem('spec.type', `templates of type ${template.type} are not supported`))]
  return mode === 'helm' && helmKind === undefined ? [because('UnsupportedTemplate', problem('spec.deploymentMode', 'charts are not installed by this service; use development, production, workspace or docker-compose'))] : []
}

const contentProblems = (environment: Environment): readonly Problem[] => {
  if (environment.mode === 'helm') return helmProblems(environment)
  return environment.compose === undefined ? configProblems(environment) : []
}

const portProblems = ({ ports = [] }: Environment['config']): readonly Problem[] =>
  ports.length === 0 ? [problem('spec.config.ports', 'is required (at least one port must be defined)')] : []

const configProblems = ({ config, mode }: Environment): readonly Problem[] => [
  ...(config.image === undefined ? [problem('spec.config.image', 'is required, here, in the template or by a preset')] : []),
  ...(mode === 'workspace' ? [] : portProblems(config)),
  ...resourcesProblems(config.resources, 'spec.config.resources'),
  ...(config.initContainers ?? []).flatMap(({ name, resources }, at) => [...labelProblem(name, `spec.config.initContainers[${at}].name`), ...resourcesProblems(resources, `spec.config.initContainers[${at}].resources`)]),
  ...(config.volumes ?? []).flatMap(({ name, persistentVolumeClaim: claim }, at) => [...labelProblem(name, `spec.config.volumes[${at}].name`), ...resourcesProblems(claim?.resources, `spec.config.volumes[${at}].persistentVolumeClaim.resources`)]),
  ...repeated((config.volumes ?? []).map(({ name }) => name), 'spec.config.volumes'),
  ...repeated((config.initContainers ?? []).map(({ name }) => name), 'spec.config.initContainers'),
  ...repeated((config.ports ?? []).map(({ containerPort }) => String(containerPort)), 'spec.config.ports'),
  ...(config.volumeMounts ?? []).flatMap(({ name }, at) => (config.volumes ?? []).some((volume) => volume.name === name) ? [] : [problem(`spec.config.volumeMounts[${at}].name`, `there is no volume ${name}`)]),
]

const serviceProblems = ({ config: { services = [] } }: Environment): readonly Problem[] => [
  ...services.flatMap(({ name, container, storage }, at) => [
    ...labelProblem(name, `spec.config.services[${at}].name`),
    ...resourcesProblems(container.resources, `spec.config.services[${at}].container.resources`),
    ...resourcesProblems(storage?.resources, `spec.config.services[${at}].storage.resources`),
    ...repeated((container.ports ?? []).map(({ containerPort }) => String(containerPort)), `spec.config.services[${at}].container.ports`),
  ]),
  ...repeated(services.map(({ name }) => name), 'spec.config.services'),
]

const limitProblems = ({ project, spec: { quota = {}, ttl, projectRef } }: Environment): readonly Problem[] => [
  ...Object.entries(project?.resources?.defaultQuota ?? {}).flatMap(([name, amount]) => quantityProblems(amount, `Project ${projectRef.name} spec.resources.defaultQuota.${name}`)),
  ...Object.entries(quota).flatMap(([name, amount]) => quantityProblems(amount, `spec.quota.${name}`)),
  ...(ttl === undefined || (parseDuration(ttl) ?? 0) > 0 ? [] : [problem('spec.ttl', `"${ttl}" is no time such as 72h`)]),
]

const labelProblem = (name: string, path: string): readonly Problem[] => {
  const found = dnsLabelProblem(name)
  return found === undefined ? [] : [problem(path, found)]
}

const repeated = (names: readonly string[], path: string): readonly Problem[] =>
  names.flatMap((name, at) => names.indexOf(name) === at ? [] : [problem(`${path}[${at}]`, `${name} stands twice in the list`)])
