import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Environment } from './environment.ts'
import { gitTokenSecret } from './guardrail-names.ts'
import { longestName } from './longest-name.ts'

// Names that the hook gives itself, beside those of the configuration.

const ownVolumes = ['tmp', 'git-scripts', gitTokenSecret]
const ownContainers = ['git-clone', 'web']
const ownServices = ['web', 'migration']

/** What would meet something of ours, or grow too long: the API server refuses it, or two things become one. */
export const clashProblems = ({ config }: Environment): readonly Problem[] => [
  ...(config.services ?? []).flatMap(({ name }, at) => serviceMessages(name).map((message) => problem(`spec.config.services[${at}].name`, message))),
  ...(config.initContainers ?? []).flatMap(({ name, volumeMounts = [] }, at) => [
    ...(ownContainers.includes(name) ? [problem(`spec.config.initContainers[${at}].name`, `${name} is the name of another container`)] : []),
    ...mountProblems(volumeMounts, `spec.config.initContainers[${at}].volumeMounts`),
  ]),
  ...(config.volumes ?? []).flatMap(({ name }, at) => ownVolumes.includes(name) ? [problem(`spec.config.volumes[${at}].name`, `${name} is the name of another volume`)] : []),
  ...mountProblems(config.volumeMounts ?? [], 'spec.config.volumeMounts'),
]

const serviceMessages = (name: string): readonly string[] => [
  ...(ownServices.includes(name) ? [`${name} is a part of the application`] : []),
  ...(name.endsWith('-headless') ? ['must not end in -headless, as the headless Service of another one does'] : []),
  ...(name.length > longestName ? [`must have at most ${longestName} characters`] : []),
]

const mountProblems = (mounts: readonly { readonly mountPath: string }[], path: string): readonly Problem[] => {
  const paths = ['/tmp', ...mounts.map(({ mountPath }) => mountPath)]
  return mounts.flatMap(({ mountPath }, at) => paths.indexOf(mountPath) === at + 1 ? [] : [problem(`${path}[${at}].mountPath`, `${mountPath} is mounted already`)])
}
