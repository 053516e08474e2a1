import { sha256Hex } from '../../src/kit/hash.ts'
import { cleanedName } from './cleaned-name.ts'

/** The parts from which the name of an environment is made. */
export interface NameParts {
  readonly team: string
  readonly project: string
  readonly environment: string
}

const longest = 63
const hashLength = 8

/**
 * Name of an environment and of its namespace (environment.md A4, B2). Upstream joined the parts with hyphens, so that `a`,
 * `b-c`, `d` met `a-b`, `c`, `d`. Wherever parts were changed, cut, or hold a hyphen themselves, a hash over the separate
 * parts tells them apart. Undefined when nothing is left of a part.
 */
export const environmentName = ({ team, project, environment }: NameParts): string | undefined => {
  const given = [team, project, environment]
  const parts = given.map(cleanedName)
  if (parts.includes('')) return undefined
  const joined = parts.join('-')
  const isPlain = joined.length <= longest && parts.every((part, at) => part === given[at] && !part.includes('-'))
  return isPlain ? joined : `${joined.slice(0, longest - hashLength - 1).replace(/-+$/, '')}-${sha256Hex(JSON.stringify(given)).slice(0, hashLength)}`
}
