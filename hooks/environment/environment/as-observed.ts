import { freeze } from '../../../src/kit/last-applied.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { isKind } from '../../../src/kit/resources.ts'
import type { Environment } from './environment.ts'

/** What of these children is there, as last applied: its changes wait for their turn, and nothing new is made. */
export const asObserved = ({ observed }: Environment, all: readonly Child[]): readonly Child[] => observed.all()
  .filter((one) => all.some((child) => isKind(child, one) && one.metadata.name === child.metadata.name && one.metadata.namespace === child.metadata.namespace))
  .map(freeze)
