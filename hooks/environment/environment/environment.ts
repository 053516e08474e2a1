import type { Secret as SecretShape } from 'kubernetes-types/core/v1.js'
import type { SyncInput } from '../../../src/kit/composite.ts'
import { Namespace, Secret } from '../../../src/kit/kinds.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { Project } from '../project/resource.ts'
import type { ProjectSpec, Source, Template } from '../project/resource.ts'
import { merged } from './config-merge.ts'
import { presetConfigs } from './presets.ts'
import { environmentSettings } from './settings.ts'
import type { EnvironmentSettings } from './settings.ts'
import type { Config } from './spec/config.ts'
import type { EnvironmentSpec } from './spec/environment.ts'
import type { EnvironmentStatus } from './spec/status.ts'

export type EnvironmentInput = SyncInput<Custom<EnvironmentSpec, EnvironmentStatus>>
export type Mode = NonNullable<EnvironmentSpec['deploymentMode']>

/** An environment as its children are made from it. */
export interface Environment {
  /** Name of the resource and of its namespace. */
  readonly name: string
  readonly uid: string
  readonly generation: number
  readonly spec: EnvironmentSpec
  readonly settings: EnvironmentSettings
  /** Undefined: the Project is missing. */
  readonly project: ProjectSpec | undefined
  readonly template: Template | undefined
  readonly mode: Mode
  readonly config: Config
  /** The application's repository. */
  readonly source: Source | undefined
  /** What is checked out: a commit, else a branch. */
  readonly commit: string
  readonly suspended: boolean
  /** Secret for pulling images, from the Project's namespace. */
  readonly registrySecret: SecretShape | undefined
  readonly observed: EnvironmentInput['children']
}

export const environmentOf = (input: EnvironmentInput): Environment => {
  const { parent: { metadata, spec }, children, related, settings } = input
  const project = related.get(Project, spec.projectRef.name, spec.projectRef.namespace)?.spec
  const template = own(project?.templates, spec.type ?? 'development')
  const source = project?.sources[0]
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    spec,
    settings: environmentSettings(settings),
    project,
    template,
    mode: modeOf(spec, template),
    config: configOf(spec, template),
    source,
    commit: commitOf(spec, source),
    suspended: spec.suspend === true,
    registrySecret: related.get(Secret, 'registry-credentials', spec.projectRef.namespace),
    observed: children,
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

/** `HEAD` and the empty text are no commit. */
const commitOf = ({ sources = [] }: EnvironmentSpec, source: Source | undefined): string => {
  const [first] = sources
  return [first?.commitSha, first?.branch, source?.branch].find((text) => text !== undefined && text !== '' && text !== 'HEAD') ?? 'main'
}

/** The namespace of an environment, when it is its own. */
export const ownNamespace = ({ observed, name }: Environment) => observed.get(Namespace, name)

/** Labels of everything in an environment. */
export const environmentLabels = ({ name, spec }: Environment): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/managed-by': 'kaspr-hooks',
  'app.kubernetes.io/part-of': name,
  'catalyst.dev/team': labelValue(spec.team),
  'catalyst.dev/project': labelValue(spec.project),
})

/** Any text as the value of a label (environment.md A4). */
export const labelValue = (text: string): string =>
  text.replaceAll(/[/:]/g, '-').replaceAll(/[^A-Za-z0-9_.-]/g, '').replaceAll(/^[-_.]+|[-_.]+$/g, '').slice(0, 63).replace(/[-_.]+$/, '')
