import { freeze } from '../../../src/kit/last-applied.ts'
import type { Child } from '../../../src/kit/kind.ts'
import type { Environment } from './environment.ts'

/** What of these children is there, as last applied: its changes wait for their turn, and nothing new is made. */
export const asObserved = ({ observed }: Environment, all: readonly Child[]): readonly Child[] => observed.all()
  .filter((one) => all.some(({ apiVersion, kind, metadata: { name, namespace } }) => one.kind === kind && one.apiVersion === apiVersion && one.metadata.name === name && one.metadata.namespace === namespace))
  .map(freeze)
