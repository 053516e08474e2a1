import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { PersistentVolumeClaim } from '../../../src/kit/kinds.ts'
import { canonicalQuantities } from '../../../src/kit/quantities.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'
import type { ClaimSpec } from './spec/config.ts'

/** A claim's spec as the API server stores it. */
export const claimSpec = ({ accessModes = ['ReadWriteOnce'], resources, storageClassName }: ClaimSpec) => ({
  accessModes: [...accessModes],
  resources: { requests: canonicalQuantities({ storage: '1Gi', ...resources?.requests }) },
  ...(storageClassName === undefined ? {} : { storageClassName }),
})

/** Claims of the application's volumes. They are made once and never changed. */
export const volumeClaims = (environment: Environment): readonly Child[] => (environment.config.volumes ?? []).flatMap(({ name, persistentVolumeClaim: claim }) =>
  claim === undefined ? [] : [child(PersistentVolumeClaim, { metadata: { name, namespace: environment.name, labels: environmentLabels(environment) }, spec: claimSpec(claim) })])
