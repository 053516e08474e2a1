import type { SyncInput, SyncOutput, UncheckedParent } from '../../../src/kit/composite.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import type { Child, Observed } from '../../../src/kit/kind.ts'
import { freeze, lastApplied } from '../../../src/kit/last-applied.ts'
import { CompositeController } from '../composite-controller.ts'
import type { RegistrationObject } from '../composite-controller.ts'
import { CustomResourceDefinition } from '../custom-resource-definition.ts'
import { HookBundle } from '../hookbundle/resource.ts'
import { HookRevision } from '../hookrevision/resource.ts'
import { registrationName } from './program.ts'
import type { HookProgramStatus } from './resource.ts'

/** Parents are watched; this is for an event that was missed. */
const lookAgainSeconds = 10

/** What Metacontroller puts on every parent of a controller that has a finalize hook. */
export const parentFinalizer = (program: string): string => `metacontroller.io/compositecontroller-${registrationName(program)}`

/**
 * A program goes in three steps, because parents whose controller is gone keep its finalizer for ever: the controller
 * loses its finalize hook, Metacontroller takes the finalizer off every parent, and only then the controller goes.
 */
export const finalize = (input: SyncInput<UncheckedParent>): SyncOutput<HookProgramStatus> => {
  const status = input.parent.status ?? {}
  const registration = input.children.get(CompositeController, registrationName(input.parent.metadata.name))
  if (registration !== undefined && (hasFinalize(registration.spec) || isHeld(input))) {
    return { children: [...input.children.list(HookBundle).map(freeze), withoutFinalize(registration)], status, resyncAfterSeconds: lookAgainSeconds }
  }
  // The answer that says finalized does not delete anything itself (metacontroller.md §6.2, trap 28).
  return { children: [], childless: true, status, finalized: input.children.all().length === 0 }
}

const hasFinalize = (spec: JsonObject | undefined): boolean => isObject(spec?.['hooks']) && Object.hasOwn(spec['hooks'], 'finalize')

const isHeld = ({ parent, related }: SyncInput<UncheckedParent>): boolean => {
  const finalizer = parentFinalizer(parent.metadata.name)
  const own: readonly string[] = [HookRevision.kind, CustomResourceDefinition.kind]
  return related.all().some(({ kind, metadata: { finalizers = [] } }) => !own.includes(kind) && finalizers.includes(finalizer))
}

/** Only what was applied can be taken away: where the annotation is gone, the spec is applied once as it is. */
const withoutFinalize = (registration: Observed<RegistrationObject>): Child & { readonly spec?: JsonObject } => {
  const [frozen, spec] = [freeze(registration), lastApplied(registration)?.['spec']]
  if (!isObject(spec) || (hasFinalize(registration.spec) && !hasFinalize(spec))) return { ...frozen, ...(registration.spec === undefined ? {} : { spec: registration.spec }) }
  if (!isObject(spec['hooks'])) return frozen
  const { finalize: _gone, ...hooks } = spec['hooks']
  return { ...frozen, spec: { ...spec, hooks } }
}
