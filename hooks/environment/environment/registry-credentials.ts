import { freeze } from '../../../src/kit/last-applied.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Secret } from '../../../src/kit/kinds.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { registrySecretName as name } from './guardrail-names.ts'

/** A copy of the Secret for pulling images that stands beside the Project (environment.md A7); none where there is none. */
export const registryCredentials = (environment: Environment): readonly Child[] => {
  const original = environment.registrySecret
  const copy = environment.observed.get(Secret, name)
  if (original === undefined) return []
  // The type of a Secret never changes: a copy of another type stays as it is until somebody deletes it.
  return copy !== undefined && (copy.type ?? 'Opaque') !== (original.type ?? 'Opaque') ? [freeze(copy)] : [child(Secret, {
    metadata: { name, namespace: environment.name, labels: environmentLabels(environment) },
    type: original.type ?? 'Opaque',
    data: { ...original.data },
  })]
}
