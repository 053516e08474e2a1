import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { freeze } from '../../../src/kit/last-applied.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Secret } from '../../../src/kit/kinds.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import { registrySecretName as name } from './guardrail-names.ts'

/**
 * A copy of the Secret for pulling images that stands beside the Project (environment.md A7); none where there is none. Without
 * the original the copy stays: pods that run need it on their next node.
 */
export const registryCredentials = (environment: Environment): readonly Child[] => {
  const original = environment.registrySecret
  const copy = environment.observed.get(Secret, name)
  if (copy !== undefined && staleness(environment) !== undefined) return [freeze(copy)]
  return original === undefined ? [] : [child(Secret, {
    metadata: { name, namespace: environment.name, labels: environmentLabels(environment) },
    type: original.type ?? 'Opaque',
    data: { ...original.data },
  })]
}

/** Why the copy is not what the original is; undefined: it is, or there is none. */
const staleness = ({ registrySecret: original, observed, spec: { projectRef } }: Environment): Claim | undefined => {
  const copy = observed.get(Secret, name)
  if (copy === undefined) return undefined
  if (original === undefined) return claim('RegistryCredentialsCurrent', 'False', { reason: 'OriginalMissing', message: `there is no Secret ${projectRef.namespace}/${name}: its copy stays until somebody deletes it` })
  // The type of a Secret never changes.
  return (copy.type ?? 'Opaque') === (original.type ?? 'Opaque') ? undefined
    : claim('RegistryCredentialsCurrent', 'False', { reason: 'TypeChanged', message: `Secret ${projectRef.namespace}/${name} has another type: its copy stays until somebody deletes it` })
}

/** Says that images are pulled with older credentials. */
export const registryClaims = (environment: Environment): readonly Claim[] => [staleness(environment) ?? []].flat()
