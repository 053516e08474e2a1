import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { compareQuantities } from '../../../src/kit/quantity.ts'
import type { App } from './app.ts'
import { keptField } from './kept-field.ts'
import { whyNotGrown } from './members/claim-growth.ts'
import { outsideClaim, sizeOf, wantedSize } from './packages-claim.ts'

/** An existing claim, child or not, and what becomes of its size. */
interface Existing {
  readonly size: string
  readonly storageClass: string
  readonly accessModes: readonly string[]
  readonly isAsWanted: boolean
  readonly why: string
}

/** Wishes for an existing packages claim that cannot be fulfilled (kaspr-lifecycle.md 7.4). */
export const keptClaimFields = (app: App): readonly Problem[] => {
  const existing = existingOf(app)
  const { storageClass, accessMode } = app.packages?.spec.cache ?? {}
  if (existing === undefined) return []
  return [
    ...keptField(path('size'), { current: existing.size, wanted: wantedSize(app), same: existing.isAsWanted }, existing.why),
    ...keptField(path('storageClass'), { current: existing.storageClass, wanted: storageClass ?? existing.storageClass }, 'claims cannot change their class'),
    ...accessMode === undefined || existing.accessModes.length === 0 || existing.accessModes.includes(accessMode) ? []
      : [problem(path('accessMode'), `stays "${existing.accessModes.join(', ')}": claims cannot change their access modes`)],
  ]
}

const path = (field: string): string => `spec.pythonPackages.cache.${field}`

const existingOf = (app: App): Existing | undefined => {
  const { packages, observed: { packagesClaim: child } } = app
  if (packages?.mode !== 'pvc') return undefined
  return child === undefined ? outsideOf(app) : childOf(app, child)
}

const childOf = (app: App, { spec }: NonNullable<App['observed']['packagesClaim']>): Existing => {
  const { resources, storageClassName = '', accessModes = [] } = spec ?? {}
  const size = resources?.requests?.['storage'] ?? '0'
  return {
    size, storageClass: storageClassName, accessModes,
    isAsWanted: compareQuantities(wantedSize(app), sizeOf(app)) === 0,
    why: compareQuantities(wantedSize(app), size) === 1 ? 'a claim grows only once it is bound' : 'claims cannot shrink',
  }
}

const outsideOf = (app: App): Existing | undefined => {
  const claim = outsideClaim(app)
  if (claim === undefined) return undefined
  const { requested: size, storageClass = '', accessModes = [] } = claim
  return { size, storageClass, accessModes, isAsWanted: compareQuantities(wantedSize(app), size) === 0, why: whyNotGrown(app, claim) }
}
