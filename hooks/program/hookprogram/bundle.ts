import type { Child } from '../../../src/kit/kind.ts'
import { child } from '../../../src/kit/kind.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { HookBundle } from '../hookbundle/resource.ts'
import type { BundleCanary, BundleCode, HookBundleSpec } from '../hookbundle/resource.ts'
import type { Refused } from '../hookrevision/revision-code.ts'
import { forbidden } from './forbidden.ts'
import { limitsOf } from './limits.ts'
import { programLabel } from './program.ts'
import type { HookProgram, ProgramPolicy } from './resource.ts'
import type { Slot } from './slots.ts'
import { mostStatusSchema } from './status-schema.ts'

/** What the bundle holds in the end, and what does not run as it was wanted. */
export interface Settled {
  readonly spec: HookBundleSpec
  readonly activeRefused: Refused | undefined
  readonly canaryRefused: Refused | undefined
  /** Bytes of a schema that was left out. */
  readonly schemaLeftOut: number | undefined
}

/** Metacontroller repeats the bundle in an annotation, and all annotations together have 256 KiB (metacontroller.md §6.2, trap 41). */
const mostBundle = 232 * 1024

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length
const tooLarge: Refused = { reason: 'BundleTooLarge', message: 'its code does not fit into the bundle with what else runs: together at most 232 KiB as JSON' }

export interface Slots { readonly active: Slot<BundleCode>; readonly canary: Slot<BundleCanary>; readonly before: HookBundleSpec | undefined }

/** The newest code that fits; what does not fit leaves the code before in its place, in the end the bundle before. Then the schema, if there is room. */
export const settled = (program: HookProgram, slots: Slots, statusSchema: JsonObject | undefined): Settled => {
  const { at, spec } = fitting(program, slots)
  const schemaBytes = statusSchema === undefined ? 0 : bytesOf(statusSchema)
  const hasRoom = schemaBytes <= mostStatusSchema && bytesOf(spec) + schemaBytes <= mostBundle
  return {
    spec: statusSchema !== undefined && hasRoom ? { ...spec, statusSchema } : spec,
    activeRefused: refusedOf(slots.active, at > 2 || (at > 1 && isNew(slots.active))),
    canaryRefused: refusedOf(slots.canary, at > 0 && isNew(slots.canary)),
    schemaLeftOut: hasRoom ? undefined : schemaBytes,
  }
}

const isNew = ({ wanted, kept }: Slot<BundleCode>): boolean => wanted !== kept
const refusedOf = ({ refused }: Slot<BundleCode>, isTooLarge: boolean): Refused | undefined => refused ?? (isTooLarge ? tooLarge : undefined)

/** How far back it had to go: 0 all new, 1 the canary before, 2 both before, 3 the whole bundle before. */
const fitting = ({ metadata: { name }, spec }: HookProgram, { active, canary, before = bundleSpec(name, spec, {}) }: Slots): { readonly at: number; readonly spec: HookBundleSpec } => {
  const options = [[active.wanted, canary.wanted], [active.wanted, canary.kept], [active.kept, canary.kept]] as const
  const made = options.map(([one, other]) => bundleSpec(name, spec, { active: one, canary: other }))
  const found = made.findIndex((one) => bytesOf(one) <= mostBundle)
  return { at: found < 0 ? made.length : found, spec: made[found] ?? withoutSchema(before) }
}

const withoutSchema = ({ statusSchema: _left, ...spec }: HookBundleSpec): HookBundleSpec => spec

type Code = Pick<HookBundleSpec, 'active' | 'canary'>

const bundleSpec = (program: string, { parent, limits, policy }: HookProgram['spec'], { active, canary }: { readonly [Key in keyof Code]: Code[Key] | undefined }): HookBundleSpec => ({
  program,
  parent,
  ...(active === undefined ? {} : { active }),
  ...(canary === undefined ? {} : { canary }),
  limits: limitsOf(limits),
  ...allowances(policy),
})

const allowances = ({ forbid = [...forbidden], serviceAccounts = ['default'] }: ProgramPolicy = {}): Pick<HookBundleSpec, 'forbid' | 'serviceAccounts'> => ({ forbid, serviceAccounts })

export const bundle = (spec: HookBundleSpec): Child => child(HookBundle, { metadata: { name: spec.program, labels: { [programLabel]: spec.program } }, spec })
