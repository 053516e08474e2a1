import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { PersistentVolumeClaim } from '../../../src/kit/kinds.ts'
import { freeze } from '../../../src/kit/last-applied.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { canonicalAmount, compareQuantities } from '../../../src/kit/quantity.ts'
import { appLabels, hashAnnotation } from '../labels.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'
import { keptField } from './kept-field.ts'
import type { PythonPackages } from './spec/packages.ts'

/** Remembers on the claim that it must be kept, because the spec that said so may be gone (Q22). */
const keepAnnotation = 'kaspr.io/delete-claim'

/** The claim that members share for installed packages; wanted with a claim cache only. */
export const packagesClaim = (app: App): readonly Child[] => {
  const { packages, observed: { packagesClaim: observed } } = app
  if (packages?.mode !== 'pvc') return observed !== undefined && isKept(app) ? [freeze(observed)] : []
  const retained = packages.spec.cache?.deleteClaim === false
  const spec = claimSpec(app, packages.spec.cache ?? {})
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

type Cache = NonNullable<PythonPackages['cache']>

/** Class and access mode of a claim never change: those of an existing one are repeated. */
const claimSpec = (app: App, { accessMode = 'ReadWriteMany', storageClass }: Cache) => {
  const observed = app.observed.packagesClaim
  return {
    accessModes: observed?.spec?.accessModes ?? [accessMode],
    resources: { requests: { storage: sizeOf(app) } },
    storageClassName: observed === undefined ? storageClass : observed.spec?.storageClassName,
  }
}

const isKept = ({ spec, observed }: App): boolean =>
  spec.pythonPackages?.cache?.deleteClaim === false || observed.packagesClaim?.metadata.annotations?.[keepAnnotation] === 'false'

const wantedSize = ({ packages }: App): string => canonicalAmount(packages?.spec.cache?.size || '256Mi') ?? '256Mi'
const observedSize = ({ observed }: App): string | undefined => observed.packagesClaim?.spec?.resources?.requests?.['storage']

/** The API server refuses every change of a claim that has no volume yet, even a larger size. */
const isBound = ({ observed }: App): boolean => observed.packagesClaim?.status?.phase === 'Bound'

/** Claims only grow, and only once they are bound. */
const sizeOf = (app: App): string => {
  const [wanted, current] = [wantedSize(app), observedSize(app)]
  return current === undefined || (isBound(app) && compareQuantities(wanted, current) === 1) ? wanted : current
}

/** Wishes for an existing claim that cannot be fulfilled (kaspr-lifecycle.md 7.4). */
export const keptClaimFields = (app: App): readonly Problem[] => {
  const { packages, observed: { packagesClaim: observed } } = app
  if (packages?.mode !== 'pvc' || observed === undefined) return []
  const currentSize = observedSize(app) ?? '0'
  const currentClass = observed.spec?.storageClassName ?? ''
  const wanted = { size: wantedSize(app), class: packages.spec.cache?.storageClass ?? currentClass }
  const why = compareQuantities(wanted.size, currentSize) === 1 ? 'a claim grows only once it is bound' : 'claims cannot shrink'
  return [
    ...keptField('spec.pythonPackages.cache.size', { current: currentSize, wanted: wanted.size, same: compareQuantities(wanted.size, sizeOf(app)) === 0 }, why),
    ...keptField('spec.pythonPackages.cache.storageClass', { current: currentClass, wanted: wanted.class }, 'claims cannot change their class'),
  ]
}
