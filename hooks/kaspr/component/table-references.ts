import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { named } from '../../../src/kit/related.ts'
import type { View } from '../../../src/kit/view.ts'
import { KasprTable } from '../kasprtable/resource.ts'
import { appLabel } from '../labels.ts'
import type { ComponentExtras } from './controller.ts'
import type { Component, TableReference } from './component-kind.ts'

/** The table of this name that belongs to the same app; one that is being deleted is gone for it already. */
export const tableOf = ({ metadata }: Component, related: View, table: string): Component | undefined => related.list(KasprTable).find((found) =>
  found.metadata.name === table && found.metadata.namespace === metadata.namespace && found.metadata.labels?.[appLabel] === metadata.labels?.[appLabel] && !found.metadata.deletionTimestamp)

/** References to tables that the app does not have: they fail when the stream runs (Q34). */
export const missingTables = (component: Component, related: View, references: readonly TableReference[]): readonly Problem[] => references
  .filter(({ table }) => tableOf(component, related, table) === undefined)
  .map(({ path, table }) => problem(path, `the app has no KasprTable "${table}"`))

/** For kinds whose steps open tables: asks for those tables and reports the ones that are not there. */
export const checksTables: ComponentExtras = {
  reads: [KasprTable],
  related: ({ metadata }, { tableReferences }) => named(KasprTable, metadata.namespace, [...new Set(tableReferences.map(({ table }) => table))]),
  unresolved: ({ parent, related }, { tableReferences }) => missingTables(parent, related, tableReferences),
}
