import { listOf, optional, struct, text, textMap } from '../../../../src/kit/fields.ts'

const requirement = struct({
  key: text('Key that is compared.'),
  operator: text('In, NotIn, Exists or DoesNotExist; for nodes also Gt and Lt.'),
  values: optional(listOf(text('A value.'), 'Values to compare with.')),
}, 'A requirement.')

/** Requirements, as label selectors and node selectors have them. */
export const requirements = (description: string) => listOf(requirement, description)

/** A label selector as Kubernetes has it. */
export const labelSelector = (description: string) => struct({
  matchLabels: optional(textMap('Labels that must have exactly these values.')),
  matchExpressions: optional(requirements('Requirements that must all hold.')),
}, description)
