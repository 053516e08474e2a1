import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'
import { resourcesProblems } from '../../../../src/kit/quantities.ts'
import { cleanedName } from '../../cleaned-name.ts'
import type { Environment } from '../environment.ts'
import type { Build } from './build.ts'

/** Why images cannot be built. Without builds nothing is asked for. */
export const buildProblems = ({ builds, settings }: Environment): readonly Problem[] => builds.length === 0 ? [] : [
  ...(settings.buildRegistry === undefined ? [problem('BUILD_REGISTRY', 'is not set: there is no registry that built images go to')] : []),
  ...(settings.buildSeccompProfile === undefined ? [problem('BUILD_SECCOMP_PROFILE', needsProfile)] : []),
  ...builds.flatMap((build, at) => problemsOf(build, builds.slice(0, at))),
]

/** docs/rootless.md of BuildKit; Pod Security Standards, baseline: seccomp may be RuntimeDefault or Localhost. */
const needsProfile = 'is not set: rootless BuildKit needs a seccomp profile that allows unshare and mount. Name a profile of the nodes, with which pods stay at level baseline, or Unconfined, for which the namespace has to enforce level privileged'

const problemsOf = ({ name, source, path, dockerfile, resources }: Build, before: readonly Build[]): readonly Problem[] => [
  ...(cleanedName(name) === name && name !== '' ? [] : [problem(`builds.${name}`, 'must be a name of letters, digits and hyphens')]),
  ...(before.some((other) => other.name === name) ? [problem(`builds.${name}`, 'stands twice in the list')] : []),
  ...(source === undefined ? [problem(`builds.${name}.sourceRef`, 'the Project has no such source')] : []),
  ...(path === undefined ? [problem(`builds.${name}.path`, 'leads out of the sources')] : []),
  ...(dockerfile === undefined || dockerfile === '' ? [problem(`builds.${name}.dockerfile`, 'leads out of the context')] : []),
  ...resourcesProblems(resources, `builds.${name}.resources`),
]
