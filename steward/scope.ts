import type { Kind } from '../src/kit/kind.ts'
import type { ListScope } from '../src/kube/object-list.ts'
import { Pod } from './kinds.ts'

/** Every StatefulSet of an app selects its pods by this label too, whoever made it (kaspr-resources.md 3.2). */
const memberLabel = 'kaspr.io/kind=KasprApp'

/**
 * What a steward sees of a cluster: of pods only members, all else of its namespace. Claims are not selected by label: one
 * that was restored by hand has none, and growing storage must not pass it over.
 */
export const stewardScope = (namespace?: string) => ({ kind, apiVersion }: Kind): ListScope =>
  ({ namespace, ...(kind === Pod.kind && apiVersion === Pod.apiVersion ? { labelSelector: memberLabel } : {}) })
