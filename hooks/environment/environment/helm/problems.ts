import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'
import { buildPath } from '../builds/build-path.ts'
import { checkoutOf } from '../checked-out.ts'
import type { Environment } from '../environment.ts'
import { chartOf, isWholeCommit } from './chart.ts'
import type { Chart } from './chart.ts'
import { chartValues } from './values.ts'

/** Why a chart cannot be installed. */
export const helmProblems = (environment: Environment): readonly Problem[] => {
  const { template, spec: { type = 'development', projectRef } } = environment
  if (template === undefined) return [problem('spec.type', `a helm template is required: Project ${projectRef.name} has none called "${type}"`)]
  const [path, values, chart] = [`Project ${projectRef.name} spec.templates.${type}`, chartValues(environment), chartOf(environment)]
  return [
    ...(checkoutOf(environment, template).source === undefined ? [problem(`${path}.sourceRef`, `source ref "${template.sourceRef ?? ''}" is none of the Project's sources`)] : []),
    ...(buildPath(template.path ?? '') === undefined ? [problem(`${path}.path`, 'leads out of the sources')] : []),
    ...('misplaced' in values ? [problem(`${path}.values.${values.misplaced}`, 'must be a map: the image or variables are put into it')] : []),
    ...(chart !== undefined && environment.settings.helmKind === 'flux' ? fluxProblems(environment, chart) : []),
  ]
}

/** What Flux refuses, or waits for without end. */
const fluxProblems = ({ spec: { sources = [], projectRef } }: Environment, { source, commit }: Chart): readonly Problem[] => [
  ...(/^(?:https?|ssh):\/\//.test(source.repositoryUrl) ? [] : [problem(`Project ${projectRef.name} spec.sources`, `Flux reads https:// and ssh:// only, not ${source.repositoryUrl}`)]),
  ...(sources.some(({ commitSha }) => commitSha === commit) && !isWholeCommit(commit) ? [problem('spec.sources', `Flux needs the whole commit of 40 characters, not "${commit}"`)] : []),
]
