import type { Controller, OptionalChildren } from '../kit/controller.ts'
import { resourcesOf } from '../kit/resources.ts'
import { trusted } from '../protocol/trusted.ts'
import type { JsonObject } from '../protocol/json.ts'
import { crd, crdName } from './crd.ts'
import type { GeneratedFile } from './generated-file.ts'
import { boundRole, childRights, metacontrollerRights, parentRights } from './rbac.ts'
import { childRules, registration } from './registration.ts'
import { yamlText } from './yaml-text.ts'

/** Controllers that are switched on and off together, by the name of their switch. */
export type Families = Readonly<Record<string, readonly Controller[]>>

/** Verbs on resources, as a Role says them. */
export type Rights = readonly JsonObject[]

/** Rights of processes of ours, by their name in the chart. */
export type ProcessRights = Readonly<Record<string, Rights>>

/**
 * What the chart's templates read: definitions, registrations, policies and rights, apart for each family. The templates
 * fill in names and addresses; here stand those of the plain manifests. Paths are relative to the root of the repository.
 */
export const chartFiles = (families: Families, release: string, processes: ProcessRights = {}): readonly GeneratedFile[] => [
  ...Object.entries(families).flatMap(([family, controllers]) => familyFiles(controllers, release).map(({ name, text }) => ({ name: `${family}/${name}`, text }))),
  ...Object.entries({ metacontroller: metacontrollerRights(), ...processes }).map(([name, rules]) => ({ name: `rights/${name}.yaml`, text: yamlText({ rules }) })),
].map(({ name, text }) => ({ path: `charts/kaspr-hooks/files/${name}`, text }))

interface NamedText { readonly name: string; readonly text: string }

const familyFiles = (controllers: readonly Controller[], release: string): readonly NamedText[] => {
  const options = controllers.flatMap(optionsOf)
  const policies = controllers.flatMap(({ admission = [] }) => admission)
  return [
    ...resourcesOf(controllers).map((resource) => ({ name: `crds/${crdName(resource)}.yaml`, text: yamlText(crd(resource)) })),
    ...controllers.map((controller) => ({ name: `registrations/${controller.name}.yaml`, text: yamlText(registration(controller, release)) })),
    { name: 'rights.yaml', text: yamlText({ rules: parentRights(controllers) }) },
    ...(options.length === 0 ? [] : [{ name: 'options.yaml', text: yamlText({ options }) }]),
    ...(policies.length === 0 ? [] : [{ name: 'policies.yaml', text: yamlText(...policies.map((object) => trusted<JsonObject>(object))) }]),
  ]
}

/** What a setting adds to a registration and to the rights that go with it. */
const optionsOf = ({ name, optionalChildren = [] }: Controller): readonly JsonObject[] => optionalChildren.map((option) => optionOf(name, option))

const optionOf = (controller: string, { setting, value, children, binds = [] }: OptionalChildren): JsonObject =>
  ({ controller, setting, value, childResources: childRules(children), rules: childRights(children, binds), roles: binds.map(boundRole) })
