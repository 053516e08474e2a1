import type { NetworkPolicy as NetworkPolicyShape } from 'kubernetes-types/networking/v1.js'
import { alike } from '../../../src/kit/covers.ts'
import { isObject } from '../../../src/kit/json.ts'
import { lastApplied } from '../../../src/kit/last-applied.ts'
import type { Observed } from '../../../src/kit/kind.ts'

/**
 * Whether somebody added to a policy what an update leaves there: rules for a direction that had none, or other pods in
 * its selector (metacontroller.md §4.2: fields that were never applied stay). `default-deny` would close nothing any more.
 */
export const isWidened = (observed: Observed<NetworkPolicyShape> | undefined): boolean => {
  const applied = observed === undefined ? undefined : lastApplied(observed)?.['spec']
  const spec = observed?.spec
  if (spec === undefined || !isObject(applied)) return false
  return isAdded(spec.ingress, applied['ingress']) || isAdded(spec.egress, applied['egress']) || !alike(spec.podSelector, applied['podSelector'])
}

const isAdded = (rules: readonly object[] = [], applied: unknown): boolean => rules.length > 0 && applied === undefined
