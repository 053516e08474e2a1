import type { JsonObject } from '../../protocol/json.ts'
import { podTemplate } from './pod-template.ts'
import { labelSelector } from './scheduling.ts'
import { always, completed, kept, orElse, struct } from './shape.ts'
import type { Fields } from './shape.ts'

/** Completions have a default only beside one of parallelism. */
const counts = ({ completions, parallelism }: JsonObject): JsonObject =>
  completions === undefined && parallelism === undefined ? { completions: 1, parallelism: 1 } : { parallelism: 1 }

const replacement = ({ podFailurePolicy }: JsonObject): JsonObject =>
  ({ podReplacementPolicy: podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed' })

/** Job; labels and selector are made of its uid when it is created. */
export const job: Fields = {
  spec: always(completed(struct({
    backoffLimit: orElse(kept, 6),
    completionMode: orElse(kept, 'NonIndexed'),
    manualSelector: orElse(kept, false),
    suspend: orElse(kept, false),
    selector: labelSelector,
    template: always(podTemplate),
  }), (fields) => ({ ...counts(fields), ...replacement(fields) }))),
}
