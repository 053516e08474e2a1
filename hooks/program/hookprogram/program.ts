import { checkOf } from '../../../src/kit/check.ts'
import type { SyncInput } from '../../../src/kit/composite.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { lastApplied } from '../../../src/kit/last-applied.ts'
import type { View } from '../../../src/kit/view.ts'
import { CompositeController } from '../composite-controller.ts'
import { CustomResourceDefinition } from '../custom-resource-definition.ts'
import { HookBundle, HookBundleSpec } from '../hookbundle/resource.ts'
import type { HookProgram } from './resource.ts'

export type ProgramInput = SyncInput<HookProgram>

/** Mark of everything that belongs to a program. */
export const programLabel = 'studio.kaspr.io/program'

export const registrationName = (program: string): string => `studio-${program}`

const bundleCheck = checkOf(HookBundleSpec)

/**
 * The bundle as it was last wanted, edits by others undone; undefined before there was one. Code that is not what its
 * digest says is left out: it never ran.
 */
export const previousBundle = (children: View, program: string): HookBundleSpec | undefined => {
  const observed = children.get(HookBundle, program)
  if (observed === undefined) return undefined
  const spec = [lastApplied(observed)?.['spec'], observed.spec].find(bundleCheck.matches)
  if (spec === undefined) return undefined
  const { active, canary, ...rest } = spec
  return { ...rest, ...(isWhole(active) ? { active } : {}), ...(isWhole(canary) ? { canary } : {}) }
}

const isWhole = (slot: { readonly code: string; readonly compiledDigest: string } | undefined): boolean =>
  slot !== undefined && sha256Hex(slot.code) === slot.compiledDigest

/** Spec of the registration as it was last wanted. */
export const registeredSpec = (children: View, program: string): JsonObject | undefined => {
  const observed = children.get(CompositeController, registrationName(program))
  if (observed === undefined) return undefined
  return [lastApplied(observed)?.['spec'], observed.spec].find(isObject)
}

/** Definitions that came with the request, by name. */
export const definitionsOf = (related: View): ReadonlyMap<string, { readonly spec?: JsonObject }> =>
  new Map(related.list(CustomResourceDefinition).map((definition) => [definition.metadata.name, definition]))
