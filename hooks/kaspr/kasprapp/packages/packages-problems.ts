import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'
import type { Settings } from '../../../../src/kit/settings.ts'
import { quantityProblems } from '../../../../src/kit/quantities.ts'
import type { PythonPackages } from '../spec/packages.ts'
import type { Template } from '../spec/template.ts'
import { archiveBytes } from './archive-size.ts'
import { packageProblem, referencedVariables } from './package-names.ts'

/** kaspr-resources.md §10 no. 23–30. */
export const packagesProblems = (given: PythonPackages | undefined, template: Template | undefined, variables: Settings): readonly Problem[] => given === undefined ? [] : [
  ...given.packages.flatMap((entry, index) => {
    const said = packageProblem(entry)
    return said === undefined ? [] : [problem(`spec.pythonPackages.packages[${index}]`, said)]
  }),
  ...cacheProblems(given.cache),
  ...missingVariables(given, template, variables),
]

const cacheProblems = ({ type, gcs, size }: NonNullable<PythonPackages['cache']> = {}): readonly Problem[] => {
  const archive = gcs?.maxArchiveSize
  return [
    ...(type === 'gcs' && gcs === undefined ? [problem('spec.pythonPackages.cache.gcs', 'is required with type gcs')] : []),
    ...(archive && archiveBytes(archive) === undefined ? [problem('spec.pythonPackages.cache.gcs.maxArchiveSize', `"${archive}" is no size such as 1Gi or 500m`)] : []),
    ...(size ? quantityProblems(size, 'spec.pythonPackages.cache.size') : []),
  ]
}

/** A variable of a package entry comes from the template's environment, else from the service's own (Q8). */
const missingVariables = ({ packages }: PythonPackages, template: Template | undefined, variables: Settings): readonly Problem[] => {
  const own = new Set((template?.pythonPackagesInitContainer?.env ?? []).map(({ name }) => name))
  return packages.flatMap((entry, index) => referencedVariables(entry).filter((name) => !own.has(name) && !Object.hasOwn(variables, name))
    .map((name) => problem(`spec.pythonPackages.packages[${index}]`, `refers to \${${name}}, which neither template.pythonPackagesInitContainer.env nor the service has`)))
}
