import { checkOf } from '../../../src/kit/check.ts'
import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { named } from '../../../src/kit/related.ts'
import { componentController } from '../component/controller.ts'
import type { ComponentInput } from '../component/controller.ts'
import { readJoin, readTable } from '../component/readers.ts'
import { tableOf } from '../component/table-references.ts'
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
    leftTable: { name: named.leftTable, status: tableOf(parent, related, named.leftTable) ? 'LeftTableFound' : 'LeftTableNotFound' },
    rightTable: { name: named.rightTable, status: tableOf(parent, related, named.rightTable) ? 'RightTableFound' : 'RightTableNotFound' },
  }
}

/** The app leaves a join out whose tables it does not have, or whose tables never were valid. */
const tableClaim = (input: ComponentInput): Claim | undefined => {
  const named = sides(input.parent.spec)
  return named === undefined ? undefined : sideClaim(input, 'Left', named.leftTable) ?? sideClaim(input, 'Right', named.rightTable)
}

const sideClaim = ({ parent, related }: ComponentInput, side: 'Left' | 'Right', name: string): Claim | undefined => {
  const table = tableOf(parent, related, name)
  if (table === undefined) return claim('Ready', 'False', { reason: `${side}TableNotFound`, message: `KasprTable \`${name}\` not found in \`${parent.metadata.namespace ?? 'default'}\` namespace for this app; the join is left out of the app.` })
  return readTable(table).problems.length === 0 ? undefined
    : claim('Ready', 'False', { reason: `${side}TableInvalid`, message: `KasprTable \`${name}\` is invalid; the app keeps its last good definition, or leaves the join out.` })
}

export const kasprJoin = componentController(join, readJoin, {
  reads: [KasprTable],
  related: ({ metadata, spec }) => {
    const { leftTable, rightTable } = sides(spec) ?? {}
    return leftTable === undefined || rightTable === undefined ? [] : named(KasprTable, metadata.namespace, [...new Set([leftTable, rightTable])])
  },
  status: tables,
  notReady: tableClaim,
})
