import { dnsLabelProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { App } from './app.ts'
import { authenticationProblems } from './authentication.ts'
import { configOf, configProblems } from './config-values.ts'
import { versionProblems } from './image.ts'
import { installPackagesContainer } from './install-packages-container.ts'
import { packagesProblems } from './packages/packages-problems.ts'
import { quantityProblems, resourcesProblems } from './quantities.ts'
import { templateProblems } from './template-problems.ts'
import { kasprMounts, podVolumes } from './volumes.ts'

/** Everything in an app's spec that its schema allows and Kubernetes, Kaspr or upstream refuse (kaspr-resources.md §10). */
export const appProblems = (app: App): readonly Problem[] => {
  const { spec, settings } = app
  const own = [
    ...nameProblems(app),
    ...versionProblems(spec),
    ...authenticationProblems(spec),
    ...configProblems(configOf(spec.config)),
    ...webPortProblems(app),
    ...resourcesProblems(spec.resources, 'spec.resources'),
    ...quantityProblems(spec.storage.size, 'spec.storage.size'),
    ...probeProblems(app),
    ...packagesProblems(spec.pythonPackages, spec.template, settings.variables),
    ...resourcesProblems(spec.pythonPackages?.resources, 'spec.pythonPackages.resources'),
    ...templateProblems(spec.template),
  ]
  return own.length > 0 ? own : podProblems(app)
}

/** Services are named after the app and start with a letter; the revision label of its pods ends at 63 (§10 no. 48). */
const nameProblems = ({ name }: App): readonly Problem[] => {
  const said = name.length > 48 ? 'must be no more than 48 characters: names and labels of pods are made from it'
    : dnsLabelProblem(name) ?? (/^[a-z]/.test(name) ? undefined : 'must start with a letter: Services are named after it')
  return said === undefined ? [] : [problem('metadata.name', said)]
}

const webPortProblems = ({ runtime: { webPort } }: App): readonly Problem[] =>
  Number.isInteger(webPort) && webPort >= 1 && webPort <= 65535 ? [] : [problem('spec.config.webPort', 'must be a port from 1 to 65535')]

const probeProblems = ({ spec: { livenessProbe } }: App): readonly Problem[] =>
  (livenessProbe?.successThreshold ?? 1) === 1 ? [] : [problem('spec.livenessProbe.successThreshold', 'must be 1 for a liveness probe')]

/** What only shows in the finished pod: volumes and mounts refer to each other. */
const podProblems = (app: App): readonly Problem[] => {
  const volumes = [app.names.dataVolume, ...podVolumes(app).map(({ name }) => name)]
  const kaspr = kasprMounts(app)
  const init = installPackagesContainer(app).flatMap(({ volumeMounts }) => volumeMounts ?? [])
  return [
    ...repeated(volumes).map((name) => problem('spec.template.pod.volumes', `"${name}" is the name of another volume of the pod`)),
    ...volumes.flatMap((name) => {
      const said = dnsLabelProblem(name)
      return said === undefined ? [] : [problem('spec.template.pod.volumes', `"${name}" ${said}`)]
    }),
    ...mountProblems(kaspr, volumes, 'spec.template.kasprContainer.volumeMounts'),
    ...mountProblems(init, volumes, 'spec.template.pythonPackagesInitContainer.volumeMounts'),
  ]
}

interface NamedMount { readonly name?: string | undefined; readonly mountPath?: string | undefined }

const mountProblems = (mounts: readonly NamedMount[], volumes: readonly string[], path: string): readonly Problem[] => {
  const known = new Set(volumes)
  return [
    ...mounts.filter(({ name }) => !known.has(name ?? '')).map(({ name }) => problem(path, `the pod has no volume "${name ?? ''}"`)),
    ...repeated(mounts.map(({ mountPath }) => mountPath ?? '')).map((mountPath) => problem(path, `"${mountPath}" is mounted twice`)),
  ]
}

/** Every value that comes back, once, in the order in which they come back. */
const repeated = (values: readonly string[]): readonly string[] => {
  const seen = new Set<string>()
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))]
}
