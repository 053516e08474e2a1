import { dnsLabelProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { App } from './app.ts'
import type { MemberTemplate } from './pod-template.ts'

/** What only shows in the finished pod: volumes and mounts refer to each other. */
export const podProblems = ({ names }: App, { template: { spec } }: MemberTemplate): readonly Problem[] => {
  const volumes = [names.dataVolume, ...(spec?.volumes ?? []).map(({ name }) => name ?? '')]
  return [
    ...repeated(volumes).map((name) => problem('spec.template.pod.volumes', `"${name}" is the name of another volume of the pod`)),
    ...volumes.flatMap((name) => {
      const said = dnsLabelProblem(name)
      return said === undefined ? [] : [problem('spec.template.pod.volumes', `"${name}" ${said}`)]
    }),
    ...mountProblems(spec?.containers?.[0]?.volumeMounts, volumes, 'spec.template.kasprContainer.volumeMounts'),
    ...mountProblems(spec?.initContainers?.[0]?.volumeMounts, volumes, 'spec.template.pythonPackagesInitContainer.volumeMounts'),
  ]
}

interface NamedMount { readonly name?: string | undefined; readonly mountPath?: string | undefined }

const mountProblems = (mounts: readonly NamedMount[] = [], volumes: readonly string[], path: string): readonly Problem[] => {
  const known = new Set(volumes)
  return [
    ...mounts.filter(({ name }) => !known.has(name ?? '')).map(({ name }) => problem(path, `the pod has no volume "${name ?? ''}"`)),
    ...mounts.filter(({ mountPath = '' }) => mountPath === '' || mountPath.includes(':')).map(({ mountPath }) => problem(path, `"${mountPath ?? ''}" is no path to mount at`)),
    ...repeated(mounts.map(({ mountPath }) => mountPath ?? '')).map((mountPath) => problem(path, `"${mountPath}" is mounted twice`)),
  ]
}

/** Every value that comes back, once, in the order in which they come back. */
const repeated = (values: readonly string[]): readonly string[] => {
  const seen = new Set<string>()
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))]
}
