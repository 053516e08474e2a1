import { sha256Hex } from '../../../../src/kit/hash.ts'
import type { Build as BuildSpec, ProjectSpec, Source, Template } from '../../project/resource.ts'
import { cleanedName } from '../../cleaned-name.ts'
import { checkoutOf } from '../checked-out.ts'
import type { Compose } from '../compose/compose.ts'
import type { EnvironmentSettings } from '../settings.ts'
import type { Resources } from '../spec/config.ts'
import type { EnvironmentSpec } from '../spec/environment.ts'
import { buildPath } from './build-path.ts'

/** An image that is built before anything runs. */
export interface Build {
  readonly name: string
  /** Undefined: the Project has none of that name. */
  readonly source: Source | undefined
  /** Commit or branch. */
  readonly commit: string
  /** Context within the source, empty for all of it; undefined: it leads out of the source. */
  readonly path: string | undefined
  /** Within the context; undefined: it leads out. */
  readonly dockerfile: string | undefined
  readonly resources: Resources | undefined
  readonly jobName: string
  readonly image: string
}

interface Given {
  readonly name: string
  readonly spec: EnvironmentSpec
  readonly project: ProjectSpec | undefined
  readonly template: Template | undefined
  readonly settings: EnvironmentSettings
}

/** Builds of the template and of the services of a compose file; what the template says of one with the same name wins. */
export const buildsOf = (given: Given, compose: Compose | undefined): readonly Build[] => {
  const own = given.template?.builds ?? []
  const ofServices = (compose?.services ?? []).flatMap(({ name, build }) => build === undefined ? [] : [{
    name, ...(given.template?.sourceRef === undefined ? {} : { sourceRef: given.template.sourceRef }),
    path: inFolder(given.template, build.context), ...(build.dockerfile === undefined ? {} : { dockerfile: build.dockerfile }), ...own.find((one) => one.name === name),
  }])
  return [...own.filter(({ name }) => !ofServices.some((one) => one.name === name)), ...ofServices].map((build) => resolved(given, build))
}

/** Paths in a compose file begin where it stands. */
const inFolder = (template: Template | undefined, context: string): string => `${(template?.path ?? '').replace(/[^/]*\.ya?ml$/, '')}/${context}`

const hashLength = 10
const longestPart = 40

const resolved = ({ name: environment, spec, project, settings }: Given, build: BuildSpec): Build => {
  const { source, commit } = checkoutOf({ spec, project }, build)
  const [path, dockerfile] = [buildPath(build.path ?? ''), buildPath(build.dockerfile ?? 'Dockerfile')]
  const registry = settings.buildRegistry ?? ''
  // A branch is not a commit: only a raised `retry` tells that it has moved (environment.md Part C 18).
  const hash = sha256Hex(JSON.stringify([registry, source?.repositoryUrl, commit, path, dockerfile, retryOf(spec, build)])).slice(0, hashLength)
  const part = cleanedName(build.name).slice(0, longestPart).replace(/-$/, '')
  return {
    name: build.name, source, commit, path, dockerfile, resources: build.resources,
    jobName: `build-${part}-${hash}`,
    image: `${registry}/${cleanedName(spec.project) || 'project'}/${part}-${environment}:${tagOf(commit)}-${hash}`,
  }
}

/** The template's counter, and that of the Environment. */
const retryOf = ({ builds = [] }: EnvironmentSpec, { name, retry = 0 }: BuildSpec): readonly number[] =>
  [retry, builds.findLast((one) => one.name === name)?.retry ?? 0]

/** What a tag may hold; the hash behind it tells apart what is cleaned into the same. */
const tagOf = (commit: string): string => commit.replaceAll(/[^A-Za-z0-9_.-]/g, '-').replace(/^[-.]+/, '').slice(0, longestPart) || 'none'

/** The image that a build of this name makes. */
export const builtImage = (builds: readonly Build[], name: string): string | undefined => builds.find((build) => build.name === name)?.image
