import { HookBundle, HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import type { BundleCode } from '../../hooks/program/hookbundle/resource.ts'
import { readSelector } from '../../src/engine/label-selector.ts'
import { checkOf } from '../../src/kit/check.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { selects } from '../../src/kit/selector.ts'
import { groupKey } from '../../src/protocol/group-key.ts'
import { ParentMismatch } from '../../src/protocol/errors.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { CompositeRequest, KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { BundleDigest, BundleInvalid, BundleMissing } from '../errors.ts'

/** Group of the bundles among related objects. */
export const bundleGroup = groupKey(HookBundle)

const check = checkOf(HookBundleSpec)

/** The bundle that came with a request. Throws BundleMissing, BundleInvalid or ParentMismatch. */
export const bundleOf = ({ related, parent }: Pick<CompositeRequest, 'related' | 'parent'>, program: string): HookBundleSpec => {
  const found = Object.values(related[bundleGroup] ?? {}).find(({ metadata }) => metadata.name === program)
  if (found === undefined) throw new BundleMissing(program)
  const { spec } = trusted<{ readonly spec?: JsonValue }>(found)
  if (!check.matches(spec)) throw new BundleInvalid(program, problemOf(spec))
  if (spec.program !== program) throw new BundleInvalid(program, 'spec.program names another program')
  if (spec.parent.apiVersion !== parent.apiVersion) throw new ParentMismatch(spec.parent.apiVersion, parent.apiVersion)
  return spec
}

const problemOf = (spec: JsonValue | undefined): string => {
  const [problem] = check.problems(spec, 'spec')
  return problem === undefined ? 'has the wrong shape' : `${problem.path} ${problem.message}`
}

/** A request as the program sees it, and as it is kept: without the code, its own and that of others. */
export const withoutBundles = (request: JsonObject): JsonObject => {
  const related = trusted<JsonObject>(request['related'] ?? {})
  return Object.hasOwn(related, bundleGroup) ? { ...request, related: Object.fromEntries(Object.entries(related).filter(([group]) => group !== bundleGroup)) } : request
}

/** The code that answers for a parent. */
export interface Chosen {
  readonly code: BundleCode
  readonly canary: boolean
}

/** Pure: the same parent gets the same code in every replica. Throws BundleInvalid when nothing is active, BundleDigest when the code was changed on its way. */
export const chosenCode = (bundle: HookBundleSpec, parent: KubernetesObject): Chosen => {
  const chosen = bundle.canary !== undefined && isCanary(bundle.canary, parent)
    ? { code: bundle.canary, canary: true }
    : { code: bundle.active, canary: false }
  if (chosen.code === undefined) throw new BundleInvalid(bundle.program, 'nothing is active')
  const { revision, code, compiledDigest } = chosen.code
  if (sha256Hex(code) !== compiledDigest) throw new BundleDigest(revision, compiledDigest)
  return { code: chosen.code, canary: chosen.canary }
}

const isCanary = ({ percent, selector }: NonNullable<HookBundleSpec['canary']>, { metadata }: KubernetesObject): boolean => {
  if (selector !== undefined) {
    const read = readSelector(trusted<JsonValue>(selector))
    return read !== undefined && selects(read, metadata.labels)
  }
  return metadata.uid !== undefined && shareOf(metadata.uid) < (percent ?? 0)
}

/** Where among 100 shares a parent stands, for good. */
export const shareOf = (uid: string): number => Number.parseInt(sha256Hex(uid).slice(0, 8), 16) % 100
