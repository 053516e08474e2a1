import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { PersistentVolumeClaim } from '../../../src/kit/kinds.ts'
import { freeze } from '../../../src/kit/last-applied.ts'
import { canonicalAmount, compareQuantities } from '../../../src/kit/quantity.ts'
import type { PackagesClaim } from '../kasprmemberset/resource.ts'
import { appLabels, hashAnnotation } from '../labels.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'
import type { PythonPackages } from './spec/packages.ts'

/** Remembers on the claim that it must be kept, because the spec that said so may be gone (Q22). */
const keepAnnotation = 'kaspr.io/delete-claim'

/**
 * The claim that members share for installed packages; wanted with a claim cache only. One that stands outside of the app
 * is used as it is: asking for it would be refused for ever. One that is a child stays among the children as long as it is
 * seen there, even while it is being released: a child that is left out is deleted.
 */
export const packagesClaim = (app: App): readonly Child[] => {
  const { packages, observed: { packagesClaim: observed } } = app
  if (packages?.mode !== 'pvc') return observed !== undefined && isKept(app) ? [freeze(observed)] : []
  if (outsideClaim(app) !== undefined) return []
  const retained = isKept(app)
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

/** A wanted claim that is no child: it was released, is left over from an earlier app, or somebody made it. */
export const outsideClaim = ({ uid, packages, names, observed: { packagesClaim: observed, report: { packagesClaim: reported } } }: App): PackagesClaim | undefined => {
  if (packages?.mode !== 'pvc' || observed !== undefined || reported?.name !== names.packagesClaim) return undefined
  // Ours, and only not yet in sight.
  return reported.ownerUID !== undefined && reported.ownerUID === uid ? undefined : reported
}

/** Whether the claim is to outlive its app. */
export const isKept = ({ packages, spec, observed }: App): boolean => spec.pythonPackages?.cache?.deleteClaim === false ||
  (packages?.mode !== 'pvc' && observed.packagesClaim?.metadata.annotations?.[keepAnnotation] === 'false')

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

/** Size that is wished for, in canonical words. */
export const wantedSize = ({ packages }: App): string => canonicalAmount(packages?.spec.cache?.size || '256Mi') ?? '256Mi'
const observedSize = ({ observed }: App): string | undefined => observed.packagesClaim?.spec?.resources?.requests?.['storage']

/** The API server refuses every change of a claim that has no volume yet, even a larger size. */
const isBound = ({ observed }: App): boolean => observed.packagesClaim?.status?.phase === 'Bound'

/** Claims only grow, and only once they are bound. */
export const sizeOf = (app: App): string => {
  const [wanted, current] = [wantedSize(app), observedSize(app)]
  return current === undefined || (isBound(app) && compareQuantities(wanted, current) === 1) ? wanted : current
}
