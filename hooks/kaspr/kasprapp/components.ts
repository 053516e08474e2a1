import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { View } from '../../../src/kit/view.ts'
import type { Component, ComponentKind } from '../component/component-kind.ts'
import type { DefinitionFile, Read } from '../component/definition-file.ts'
import { knownApplied } from '../component/status.ts'
import { readAgent, readJoin, readTable, readTask, readWebView } from '../component/readers.ts'
import { agent } from '../kaspragent/definition.ts'
import { join } from '../kasprjoin/definition.ts'
import { table } from '../kasprtable/definition.ts'
import { task } from '../kasprtask/definition.ts'
import { webView } from '../kasprwebview/definition.ts'
import { keepable, routeOwner } from '../kasprwebview/routes.ts'
import { appLabel } from '../labels.ts'

/** Order of mounts, volumes and hash variables (kaspr-resources.md 3.11). */
export const componentGroups = ['agents', 'webviews', 'tables', 'tasks', 'joins'] as const
export type Group = (typeof componentGroups)[number]

/** A component of the app: what it wants to be, and what of it the pods can use. */
export interface Part {
  readonly group: Group
  readonly kind: string
  readonly component: Component
  /** Name of ConfigMap and volume. */
  readonly object: string
  /** Definition as rendered now; absent when the component is invalid. */
  readonly file?: DefinitionFile
  readonly problems: readonly Problem[]
  /** Hash that the pods roll to; absent when nothing of the component can be mounted. */
  readonly hash?: string
}

const kinds: Readonly<Record<Group, { readonly of: Pick<ComponentKind, 'suffix' | 'resource'>; readonly read: Read }>> = {
  agents: { of: agent, read: readAgent },
  webviews: { of: webView, read: readWebView },
  tables: { of: table, read: readTable },
  tasks: { of: task, read: readTask },
  joins: { of: join, read: readJoin },
}

/** Component kinds that an app asks for. */
export const componentResources = componentGroups.map((group) => kinds[group].of.resource)

interface AppName { readonly name: string; readonly namespace: string | undefined }

/** All components of an app by kind, each kind by name; those being deleted are gone already (kaspr-lifecycle.md T9). */
export const partsOf = (app: AppName, related: View): readonly Part[] => componentGroups.flatMap((group) => {
  const members = related.list(kinds[group].of.resource).map((object): Component => object)
    .filter(({ metadata }) => metadata.namespace === app.namespace && metadata.labels?.[appLabel] === app.name && !metadata.deletionTimestamp)
  return group === 'webviews' ? withoutTakenRoutes(members.map((component) => partOf(group, component, members)))
    : members.map((component) => partOf(group, component, []))
})

/** Two files with one route keep the whole app from starting: last good content goes when its route has another owner. */
const withoutTakenRoutes = (parts: readonly Part[]): readonly Part[] => {
  const refused = parts.filter(({ file, hash }) => file === undefined && hash !== undefined)
  const accepted = parts.filter(({ file }) => file !== undefined)
  const kept = keepable(refused.map(({ component }) => component), accepted.map(({ component }) => component))
  return parts.map((part) => {
    const { hash: _hash, ...unmounted } = part
    return refused.includes(part) && !kept.includes(part.component) ? unmounted : part
  })
}

const partOf = (group: Group, component: Component, rivals: readonly Component[]): Part => {
  const { of, read } = kinds[group]
  const reading = read(component)
  const owner = reading.file === undefined ? undefined : routeOwner(component, rivals)
  const problems = owner === undefined ? reading.problems : [problem('spec.request', `KasprWebView "${owner.metadata.name}" answers this path and method already`)]
  const hash = problems.length > 0 ? lastGoodHash(component, reading.file) : settledHash(component, reading.file)
  return {
    group,
    kind: of.resource.kind,
    component,
    object: `${component.metadata.name}-${of.suffix}`,
    problems,
    ...(problems.length > 0 || reading.file === undefined ? {} : { file: reading.file }),
    ...(hash === undefined ? {} : { hash }),
  }
}

/**
 * A file that is rendered but not in the cluster yet must not roll the pods: they would start with the old one. Where
 * nothing is known to be applied the rendered hash stands, which is upstream's.
 */
const settledHash = ({ status }: Component, file: DefinitionFile | undefined): string | undefined => {
  const applied = knownApplied(status)
  return applied === undefined || applied.content === file?.content ? file?.hash : applied.hash
}

/** The last good content of an invalid component stays mounted, unless it is the very content that is refused. */
const lastGoodHash = ({ status }: Component, file: DefinitionFile | undefined): string | undefined => {
  const applied = knownApplied(status)
  return applied === undefined || applied.content === file?.content ? undefined : applied.hash
}
