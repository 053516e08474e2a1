import type { Controller } from '../kit/controller.ts'
import { dnsLabelProblem } from '../kit/names.ts'
import { DefinitionInvalid } from '../protocol/errors.ts'
import { addressConfigMap } from './address.ts'
import { crd, crdName } from './crd.ts'
import { dashboard } from './dashboard.ts'
import { errorsPage } from './errors-page.ts'
import type { ErrorTable } from './errors-page.ts'
import type { GeneratedFile } from './generated-file.ts'
import { indexPage } from './index-page.ts'
import { addressComponent, kustomization, registrationKustomization, tokenComponent } from './kustomization.ts'
import { allTables, noTables } from './metric-table.ts'
import type { MetricTables } from './metric-table.ts'
import { metricsPage } from './metrics-page.ts'
import { rbac } from './rbac.ts'
import { registrationPage } from './registration-page.ts'
import { registration } from './registration.ts'
import { resourcePage, resourcePagePath } from './resource-page.ts'
import { resourcesOf } from '../kit/resources.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { yamlText } from './yaml-text.ts'

/** What reference pages and the dashboard tell besides controllers. */
export interface Beside {
  /** Those that no controller has. */
  readonly metrics?: MetricTables
  readonly errors?: readonly ErrorTable[]
}

/**
 * Everything that is derived from the controllers, for a release of the package. Paths are relative to the root of the
 * repository. Throws DefinitionInvalid when a definition cannot be expressed.
 */
export const generatedFiles = (controllers: readonly Controller[], release: string, beside: Beside = {}): readonly GeneratedFile[] => {
  checkNames(controllers)
  const { metrics = noTables, errors = [] } = beside
  const files = [...crdFiles(controllers), ...registrationFiles(controllers, release), ...referenceFiles(controllers, { metrics, errors }), ...dashboardFiles(controllers, metrics)]
  const twice = files.find(({ path }, index) => files.findIndex((other) => other.path === path) !== index)
  if (twice !== undefined) throw new DefinitionInvalid(twice.path, 'two definitions make this file')
  return files
}

/** Names are parts of routes and names of objects. */
const checkNames = (controllers: readonly Controller[]): void => controllers.forEach(({ name }, index) => {
  const problem = dnsLabelProblem(name)
  if (problem !== undefined) throw new DefinitionInvalid(name, `the name of a controller ${problem}`)
  if (controllers.findIndex((other) => other.name === name) !== index) throw new DefinitionInvalid(name, 'two controllers have this name')
})

const crdFiles = (controllers: readonly Controller[]): readonly GeneratedFile[] => {
  const files = resourcesOf(controllers).map((resource) => ({ name: `${crdName(resource)}.yaml`, text: yamlText(crd(resource)) }))
  return [
    ...files.map(({ name, text }) => ({ path: `crds/${name}`, text })),
    { path: 'crds/kustomization.yaml', text: yamlText(kustomization(files.map(({ name }) => name))) },
  ]
}

const registrationFiles = (controllers: readonly Controller[], release: string): readonly GeneratedFile[] => {
  const files = controllers.map((controller) => ({
    name: `${controller.type}-${controller.name}.yaml`,
    text: yamlText(registration(controller, release)),
  }))
  const policies = controllers.flatMap(({ name, admission = [] }) => admission.length === 0 ? [] : [{ name: `admission-${name}.yaml`, text: yamlText(...admission.map((object) => trusted<JsonObject>(object))) }])
  const resources = ['../crds', 'address.yaml', 'rbac.yaml', ...files.map(({ name }) => name), ...policies.map(({ name }) => name)]
  return [
    ...files,
    ...policies,
    { name: 'address.yaml', text: yamlText(addressConfigMap()) },
    { name: 'address/kustomization.yaml', text: yamlText(addressComponent(controllers)) },
    { name: 'token/kustomization.yaml', text: yamlText(tokenComponent(controllers)) },
    { name: 'rbac.yaml', text: yamlText(...rbac(controllers)) },
    { name: 'kustomization.yaml', text: yamlText(registrationKustomization(resources)) },
  ].map(({ name, text }) => ({ path: `metacontroller/${name}`, text }))
}

const dashboardFiles = (controllers: readonly Controller[], metrics: MetricTables): readonly GeneratedFile[] => {
  const tables = allTables(controllers, metrics)
  return tables.length === 0 ? [] : [{ path: 'charts/kaspr-hooks/dashboards/kaspr-hooks.json', text: dashboard(tables) }]
}

const referenceFiles = (controllers: readonly Controller[], { metrics, errors }: Required<Beside>): readonly GeneratedFile[] => [
  ...resourcesOf(controllers).map((resource) => ({ name: resourcePagePath(resource), text: resourcePage(resource, controllers) })),
  { name: 'README.md', text: indexPage(controllers) },
  { name: 'errors.md', text: errorsPage(errors) },
  { name: 'metrics.md', text: metricsPage(controllers, metrics) },
  { name: 'registration.md', text: registrationPage(controllers) },
].map(({ name, text }) => ({ path: `docs/reference/${name}`, text }))
