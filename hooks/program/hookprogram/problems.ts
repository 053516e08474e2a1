import { isObject } from '../../../src/kit/json.ts'
import { groupOf } from '../../../src/kit/kind.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { isCustomGroup } from '../custom-resource-definition.ts'
import type { NamedKind } from '../custom-resource-definition.ts'
import { registeredSpec } from './program.ts'
import type { ProgramInput } from './program.ts'
import type { HookProgram, HookProgramSpec, ProgramCanary, ProgramRelated } from './resource.ts'

/** Parents carry the finalizer `metacontroller.io/compositecontroller-studio-<name>`, whose second part ends at 63. */
const longestName = 36
/** Rules and names go into annotations and the bundle, which have to leave room for code. */
const mostSpec = 64 * 1024

/** A program that could make these could give itself any right, or change what keeps programs in order. */
const closedGroups: ReadonlySet<string> = new Set([
  'studio.kaspr.io', 'metacontroller.k8s.io', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io',
])

/** Everything that is wrong with a program and that its schema allows. */
export const programProblems = ({ parent, children }: ProgramInput): readonly Problem[] => [
  ...nameProblems(parent),
  ...parentProblems(parent.spec.parent),
  ...movedProblems(parent.spec.parent, registeredSpec(children, parent.metadata.name)),
  ...(parent.spec.children ?? []).flatMap((child, index, all) => childProblems(child, `spec.children[${index}]`, all.slice(0, index))),
  ...(parent.spec.related ?? []).flatMap((rule, index) => relatedProblems(rule, `spec.related[${index}]`)),
  ...canaryProblems(parent.spec.canary),
  ...sizeProblems(parent.spec),
]

const nameProblems = ({ metadata: { name } }: HookProgram): readonly Problem[] =>
  name.length <= longestName && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) ? []
    : [problem('metadata.name', `must be at most ${longestName} lower-case letters, digits and dashes`)]

const apiVersionProblems = ({ apiVersion }: NamedKind, path: string): readonly Problem[] =>
  /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?v[a-z0-9]+$/.test(apiVersion) ? [] : [problem(`${path}.apiVersion`, 'must be a group and a version, such as example.com/v1')]

const parentProblems = (parent: NamedKind): readonly Problem[] => {
  const group = groupOf(parent.apiVersion)
  if (!isCustomGroup(group)) return [problem('spec.parent', 'must be a custom resource: Kubernetes\' own kinds have no definition to register')]
  if (closedGroups.has(group)) return [problem('spec.parent', `may not be of group ${group}`)]
  return apiVersionProblems(parent, 'spec.parent')
}

/** Children of the parents before would stay behind, and so would finalizers. */
const movedProblems = (parent: NamedKind, registered: ReturnType<typeof registeredSpec>): readonly Problem[] => {
  const before = registered?.['parentResource']
  return !isObject(before) || (before['apiVersion'] === parent.apiVersion && before['resource'] === parent.resource) ? []
    : [problem('spec.parent', `cannot be changed from ${String(before['resource'])} of ${String(before['apiVersion'])}; make another program`)]
}

const childProblems = (child: NamedKind, path: string, earlier: readonly NamedKind[]): readonly Problem[] => {
  const group = groupOf(child.apiVersion)
  if (closedGroups.has(group)) return [problem(path, `may not be of group ${group}: whoever may publish could take any right`)]
  // Two versions of one kind are the same objects: each would delete what the other made.
  const twice = earlier.some(({ apiVersion, resource }) => groupOf(apiVersion) === group && resource === child.resource)
  return [...apiVersionProblems(child, path), ...(twice ? [problem(path, `${child.resource} stands there twice`)] : [])]
}

const relatedProblems = (rule: ProgramRelated, path: string): readonly Problem[] => [
  ...apiVersionProblems(rule, path),
  ...(rule.names !== undefined && rule.labelSelector !== undefined ? [problem(path, 'is chosen by names or by labelSelector, not by both')] : []),
]

const canaryProblems = (canary: ProgramCanary | undefined): readonly Problem[] =>
  canary === undefined || (canary.percent === undefined) !== (canary.selector === undefined) ? [] : [problem('spec.canary', 'is chosen by percent or by selector')]

const sizeProblems = (spec: HookProgramSpec): readonly Problem[] =>
  new TextEncoder().encode(JSON.stringify(spec)).length <= mostSpec ? [] : [problem('spec', 'has more than 64 KiB')]
