import { freeze } from '../../../src/kit/last-applied.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { PersistentVolumeClaim, StatefulSet } from '../../../src/kit/kinds.ts'
import type { Environment } from './environment.ts'

/**
 * Claims and databases that are there and no longer asked for. An edit must not delete data, so they stay as last applied
 * until `spec.discard` names them.
 */
export const keptData = ({ observed, spec: { discard = [] } }: Environment, wanted: readonly Child[]): readonly Child[] =>
  [...observed.list(PersistentVolumeClaim), ...observed.list(StatefulSet).filter(({ spec }) => (spec?.volumeClaimTemplates ?? []).length > 0)]
    .filter((one) => !discard.includes(one.metadata.name) && !wanted.some((child) => child.kind === one.kind && child.metadata.name === one.metadata.name))
    .map(freeze)
