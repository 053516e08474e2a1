import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { PersistentVolumeClaim } from '../../../src/kit/kinds.ts'
import { freeze } from '../../../src/kit/last-applied.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { canonicalQuantity, compareQuantities } from '../../../src/kit/quantity.ts'
import { appLabels, hashAnnotation } from '../labels.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'

/** Remembers on the claim that it must be kept, because the spec that said so may be gone (Q22). */
const keepAnnotation = 'kaspr.io/delete-claim'

/** The claim that members share for installed packages; wanted with a claim cache only. */
export const packagesClaim = (app: App): readonly Child[] => {
  const { packages, observed: { packagesClaim: observed } } = app
  if (packages?.mode !== 'pvc') return observed !== undefined && isKept(app) ? [freeze(observed)] : []
  const { cache } = packages.spec
  const retained = cache?.deleteClaim === false
  const spec = {
    accessModes: observed?.spec?.accessModes ?? [cache?.accessMode ?? 'ReadWriteMany'],
    resources: { requests: { storage: sizeOf(app) } },
    storageClassName: observed === undefined ? cache?.storageClass : observed.spec?.storageClassName,
  }
  return [child(PersistentVolumeClaim, {
    metadata: {
      name: app.names.packagesClaim,
      namespace: app.namespace,
      labels: { ...(retained ? appLabels(app.name) : app.labels), 'kaspr.io/component': 'python-packages' },
      annotations: { [hashAnnotation]: contentHash(spec), ...(retained ? { [keepAnnotation]: 'false' } : {}) },
    },
    spec,
  })]
}

const isKept = ({ spec, observed }: App): boolean =>
  spec.pythonPackages?.cache?.deleteClaim === false || observed.packagesClaim?.metadata.annotations?.[keepAnnotation] === 'false'

const wantedSize = ({ packages }: App): string => canonicalQuantity(packages?.spec.cache?.size || '256Mi') ?? '256Mi'
const observedSize = ({ observed }: App): string | undefined => observed.packagesClaim?.spec?.resources?.requests?.['storage']

/** Claims only grow. */
const sizeOf = (app: App): string => {
  const [wanted, current] = [wantedSize(app), observedSize(app)]
  return current !== undefined && compareQuantities(wanted, current) === -1 ? current : wanted
}

/** Wishes for an existing claim that cannot be fulfilled (kaspr-lifecycle.md 7.4). */
export const keptClaimFields = (app: App): readonly Problem[] => {
  const { packages, observed: { packagesClaim: observed } } = app
  if (packages?.mode !== 'pvc' || observed === undefined) return []
  const { cache } = packages.spec
  const current = observedSize(app)
  return [
    ...(current !== undefined && compareQuantities(wantedSize(app), current) === -1 ? [problem('spec.pythonPackages.cache.size', `stays ${current}: claims cannot shrink`)] : []),
    ...(cache?.storageClass !== undefined && cache.storageClass !== observed.spec?.storageClassName
      ? [problem('spec.pythonPackages.cache.storageClass', `stays "${observed.spec?.storageClassName ?? ''}": claims cannot change their class`)] : []),
  ]
}
