import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { Secret } from '../../../src/kit/kinds.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'

const name = 'registry-credentials'

/** A copy of the Secret for pulling images that stands beside the Project (environment.md A7); none where there is none. */
export const registryCredentials = (environment: Environment): readonly Child[] => {
  const original = environment.registrySecret
  return original === undefined ? [] : [child(Secret, {
    metadata: { name, namespace: environment.name, labels: environmentLabels(environment) },
    type: original.type ?? 'Opaque',
    data: { ...original.data },
  })]
}

export const registrySecretName = name
