import { checkOf } from '../../../src/kit/check.ts'
import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { named } from '../../../src/kit/related.ts'
import { componentController } from '../component/controller.ts'
import type { ComponentInput } from '../component/controller.ts'
import { readJoin } from '../component/readers.ts'
import { hasTable } from '../component/table-references.ts'
import { KasprTable } from '../kasprtable/resource.ts'
import { join } from './definition.ts'
import { JoinSpec } from './resource.ts'

const shape = checkOf(JoinSpec)

interface Sides { readonly leftTable: string; readonly rightTable: string }
const sides = (spec: unknown): Sides | undefined => shape.matches(spec) ? { leftTable: spec.leftTable, rightTable: spec.rightTable } : undefined

/** Status of both tables; they have to belong to the join's own app. */
const tables = ({ parent, related }: ComponentInput): object => {
  const named = sides(parent.spec)
  return named === undefined ? {} : {
    leftTable: { name: named.leftTable, status: hasTable(parent, related, named.leftTable) ? 'LeftTableFound' : 'LeftTableNotFound' },
    rightTable: { name: named.rightTable, status: hasTable(parent, related, named.rightTable) ? 'RightTableFound' : 'RightTableNotFound' },
  }
}

const missing = ({ parent, related }: ComponentInput): Claim | undefined => {
  const named = sides(parent.spec)
  if (named === undefined) return undefined
  const [reason, table] = hasTable(parent, related, named.leftTable) ? ['RightTableNotFound', named.rightTable] : ['LeftTableNotFound', named.leftTable]
  return hasTable(parent, related, table) ? undefined
    : claim('Ready', 'False', { reason, message: `KasprTable \`${table}\` not found in \`${parent.metadata.namespace ?? 'default'}\` namespace for this app; the join is left out of the app.` })
}

export const kasprJoin = componentController(join, readJoin, {
  reads: [KasprTable],
  related: ({ metadata, spec }) => {
    const { leftTable, rightTable } = sides(spec) ?? {}
    return leftTable === undefined || rightTable === undefined ? [] : named(KasprTable, metadata.namespace, [...new Set([leftTable, rightTable])])
  },
  status: tables,
  notReady: missing,
})
