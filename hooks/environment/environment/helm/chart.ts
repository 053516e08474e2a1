import { sha256Hex } from '../../../../src/kit/hash.ts'
import type { Source } from '../../project/resource.ts'
import { buildPath } from '../builds/build-path.ts'
import { checkoutOf } from '../checked-out.ts'
import type { Environment } from '../environment.ts'
import { chartValues } from './values.ts'

/** Name of everything that belongs to the release of an environment, and in `spec.discard` of the release itself. */
export const releaseObject = 'helm-release'

/** A chart and what it is told. */
export interface Chart {
  readonly source: Source
  /** Folder within the source; empty for all of it. */
  readonly path: string
  /** Commit or branch. */
  readonly commit: string
  /** Values, as YAML: through a text they reach the chart as they are, what is empty or null included. */
  readonly values: string
}

/** The chart of an environment; undefined where `helmProblems` says why not. */
export const chartOf = (environment: Environment): Chart | undefined => {
  const { template = {} } = environment
  const [{ source, commit }, path, values] = [checkoutOf(environment, template), buildPath(template.path ?? ''), chartValues(environment)]
  if (source === undefined || path === undefined || 'misplaced' in values) return undefined
  return { source, path, commit, values: `${JSON.stringify(values.values, undefined, 2)}\n` }
}

/** Whole hashes only: Flux looks a shorter one up nowhere. */
export const isWholeCommit = (commit: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)

const longestRelease = 53
const hashLength = 8

/** Name of the release: that of the environment, as far as Helm takes it. */
export const releaseName = ({ name }: Environment): string =>
  name.length <= longestRelease ? name : `${name.slice(0, longestRelease - hashLength - 1).replace(/-+$/, '')}-${sha256Hex(name).slice(0, hashLength)}`
