import type { BundleCanary, BundleCode, HookBundleSpec } from '../hookbundle/resource.ts'
import { publishingProblem, wasPublished } from '../hookrevision/publishing.ts'
import type { Place } from '../hookrevision/publishing.ts'
import { HookRevision } from '../hookrevision/resource.ts'
import { revisionCode } from '../hookrevision/revision-code.ts'
import type { Refused } from '../hookrevision/revision-code.ts'
import type { ProgramInput } from './program.ts'
import type { ProgramCanary, ProgramPolicy } from './resource.ts'

/** What shall run in one place, what ran there before, and why the two may be the same. */
export interface Slot<Code extends BundleCode> {
  readonly wanted: Code | undefined
  readonly kept: Code | undefined
  readonly refused?: Refused
}

type Before = Pick<HookBundleSpec, 'active' | 'canary'> | undefined

/** Without a pointer nothing was published yet; or it was taken away, which takes nothing away from the parents. */
export const activeSlot = (input: ProgramInput, before: Before): Slot<BundleCode> => {
  const { activeRevision } = input.parent.spec
  const kept = before?.active
  if (activeRevision === undefined) return { wanted: kept, kept, refused: { reason: 'NotPublished', message: kept === undefined ? 'no revision was published yet' : `spec.activeRevision is gone; ${kept.revision} goes on` } }
  const chosen = chosenCode(input, activeRevision, { place: 'active', before })
  return 'code' in chosen ? { wanted: chosen.code, kept } : { wanted: kept, kept, refused: chosen.refused }
}

/** A refused canary leaves the one before, and its share of the parents, as they were; none wanted is none. */
export const canarySlot = (input: ProgramInput, before: Before, active: BundleCode | undefined): Slot<BundleCanary> => {
  const { canary } = input.parent.spec
  const kept = before?.canary
  if (canary === undefined || canary.revision === active?.revision) return { wanted: undefined, kept: undefined }
  const chosen = chosenCode(input, canary.revision, { place: 'canary', before })
  if ('code' in chosen) return { wanted: { ...chosen.code, ...shareOf(canary) }, kept }
  // The code is known even where the revision is gone: the share of the parents can be changed.
  const wanted = kept?.revision === canary.revision ? { ...codeOf(kept), ...shareOf(canary) } : kept
  return { wanted, kept: wanted, refused: chosen.refused }
}

const codeOf = ({ revision, digest, code, compiledDigest }: BundleCode): BundleCode => ({ revision, digest, code, compiledDigest })
const shareOf = ({ percent, selector }: ProgramCanary): Pick<BundleCanary, 'percent' | 'selector'> =>
  ({ ...(percent === undefined ? {} : { percent }), ...(selector === undefined ? {} : { selector }) })

interface Choice { readonly place: Place; readonly before: Before }

/** Rules for publishing count when a revision begins to run, not while it runs. */
const chosenCode = ({ parent: { metadata, spec, status }, related }: ProgramInput, name: string, { place, before }: Choice): ReturnType<typeof revisionCode> => {
  const revision = related.get(HookRevision, name)
  const found = revisionCode(revision, name, metadata.name)
  if ('refused' in found || revision === undefined) return found
  const runs = [before?.[place], status?.[place]].some((one) => one?.digest === found.code.digest)
  const problem = runs || wasPublished(revision) ? undefined : publishingProblem(revision, policyFor(name, spec.policy, before), place)
  return problem === undefined ? found : { refused: { ...problem, message: `${name}: ${problem.message}` } }
}

/** The Studio writes down what ran as canary; where it is down, the bundle shows it. */
const policyFor = (name: string, policy: ProgramPolicy = {}, before: Before): ProgramPolicy =>
  before?.canary?.revision === name ? { ...policy, canary: false } : policy
