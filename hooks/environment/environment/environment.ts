import type { Pod as PodShape, Secret as SecretShape } from 'kubernetes-types/core/v1.js'
import { documentCheckOf } from '../../../src/kit/check.ts'
import type { SyncInput } from '../../../src/kit/composite.ts'
import { Namespace, Pod, Secret } from '../../../src/kit/kinds.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { Project, ProjectSpec } from '../project/resource.ts'
import type { Source, Template } from '../project/resource.ts'
import { buildsOf, builtImage } from './builds/build.ts'
import type { Build } from './builds/build.ts'
import { applicationRef, checkedOut } from './checked-out.ts'
import type { Compose } from './compose/compose.ts'
import { composeFile } from './compose/file.ts'
import { chartConfig } from './helm/config.ts'
import { merged } from './config-merge.ts'
import { registrySecretName } from './guardrail-names.ts'
import { presetConfigs } from './presets.ts'
import { environmentSettings } from './settings.ts'
import { workspaceConfig } from './workspace-config.ts'
import type { EnvironmentSettings } from './settings.ts'
import type { Config } from './spec/config.ts'
import type { EnvironmentSpec, SourceRef } from './spec/environment.ts'
import type { EnvironmentStatus } from './spec/status.ts'

export type EnvironmentInput = SyncInput<Custom<EnvironmentSpec, EnvironmentStatus>>
export type ObservedPod = Observed<PodShape>
type Mode = NonNullable<EnvironmentSpec['deploymentMode']>

/** An environment as its children are made from it. */
export interface Environment {
  /** Name of the resource and of its namespace. */
  readonly name: string
  readonly uid: string
  readonly generation: number
  readonly spec: EnvironmentSpec
  readonly settings: EnvironmentSettings
  /** Undefined: the Project is missing, or it cannot be read. */
  readonly project: ProjectSpec | undefined
  /** Why the Project cannot be read: it may be older than the CRD, or written past it. */
  readonly projectMistakes: readonly Problem[]
  readonly template: Template | undefined
  readonly mode: Mode
  readonly config: Config
  /** Only in mode docker-compose. */
  readonly compose: Compose | undefined
  /** Images that are built first. */
  readonly builds: readonly Build[]
  /** The application's repository. */
  readonly source: Source | undefined
  /** What the spec says of it. */
  readonly sourceRef: SourceRef | undefined
  /** What is checked out: a commit, else a branch. */
  readonly commit: string
  readonly suspended: boolean
  /** Secret for pulling images, from the Project's namespace. */
  readonly registrySecret: SecretShape | undefined
  readonly observed: EnvironmentInput['children']
  /** Its pods, where they are read. */
  readonly pods: readonly ObservedPod[]
}

const projectCheck = documentCheckOf(ProjectSpec)

export const environmentOf = (input: EnvironmentInput): Environment => {
  const { parent: { metadata, spec }, children, related } = input
  const settings = environmentSettings(input.settings)
  const found = related.get(Project, spec.projectRef.name, spec.projectRef.namespace)?.spec
  const projectMistakes = found === undefined ? [] : projectCheck.problems(found, `Project ${spec.projectRef.name} spec`)
  const project = projectMistakes.length > 0 ? undefined : found
  const template = own(project?.templates, spec.type ?? 'development')
  const source = project?.sources[0]
  const sourceRef = applicationRef(spec.sources, project?.sources)
  const mode = modeOf(spec, template)
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    spec,
    settings,
    project,
    projectMistakes,
    template,
    mode,
    ...contentOf(input, { project, template, mode, settings }),
    source,
    sourceRef,
    commit: checkedOut(sourceRef, source),
    suspended: spec.suspend === true,
    registrySecret: related.get(Secret, registrySecretName, spec.projectRef.namespace),
    observed: children,
    pods: related.list(Pod),
  }
}

const own = <Value>(map: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined =>
  map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined

const production: ReadonlySet<string> = new Set(['deployment', 'staging', 'production'])

/** environment.md A5. */
const modeOf = ({ deploymentMode, type = 'development' }: EnvironmentSpec, template: Template | undefined): Mode => {
  if (deploymentMode !== undefined) return deploymentMode
  if (template?.type === 'helm' || template?.type === 'docker-compose') return template.type
  if (type === 'development') return 'development'
  return production.has(type) ? 'production' : 'workspace'
}

export const presetOf = ({ preset }: EnvironmentSpec, template: Template | undefined): NonNullable<EnvironmentSpec['preset']> => preset ?? template?.preset ?? 'custom'

const configOf = (spec: EnvironmentSpec, template: Template | undefined): Config =>
  merged(merged(presetConfigs[presetOf(spec, template)], template?.config ?? {}), spec.config ?? {})

type Content = Pick<Environment, 'config' | 'compose' | 'builds'>

/** What runs, and which images are built for it. Of a configuration a compose file uses the variables only. */
const contentOf = ({ parent: { metadata: { name }, spec }, related }: EnvironmentInput, { project, template, mode, settings }: Pick<Environment, 'project' | 'template' | 'mode' | 'settings'>): Content => {
  if (mode === 'helm') return { compose: undefined, builds: buildsOf({ name, spec, project, template, settings }, undefined), config: chartConfig(spec, template) }
  const given = configOf(spec, template)
  const config = mode === 'workspace' ? merged(workspaceConfig(settings), given) : given
  const compose = mode === 'docker-compose' ? composeFile({ spec, template, config }, related) : undefined
  const builds = buildsOf({ name, spec, project, template, settings }, compose)
  return { compose, builds, config: compose === undefined ? withBuiltImage(config, spec, { builds, source: project?.sources[0] }) : { env: config.env ?? [] } }
}

/** A build called `web`, or like the application's source, is the application's image, unless the Environment names another one. */
const withBuiltImage = (config: Config, { config: given }: EnvironmentSpec, { builds, source }: Pick<Environment, 'builds' | 'source'>): Config => {
  const image = builtImage(builds, 'web') ?? (source === undefined ? undefined : builtImage(builds, source.name))
  return image === undefined || (given?.image ?? '') !== '' ? config : { ...config, image }
}

/** The namespace of an environment, when it is its own. */
export const ownNamespace = ({ observed, name }: Environment) => observed.get(Namespace, name)

/** Names the environment of whatever is in it. */
export const partOfLabel = 'app.kubernetes.io/part-of'

/** Labels of everything in an environment. */
export const environmentLabels = ({ name, spec }: Environment): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/managed-by': 'kaspr-hooks',
  [partOfLabel]: name,
  'catalyst.dev/team': labelValue(spec.team),
  'catalyst.dev/project': labelValue(spec.project),
})

/** Any text as the value of a label (environment.md A4). */
export const labelValue = (text: string): string =>
  text.replaceAll(/[/:]/g, '-').replaceAll(/[^A-Za-z0-9_.-]/g, '').replaceAll(/^[-_.]+|[-_.]+$/g, '').slice(0, 63).replace(/[-_.]+$/, '')
