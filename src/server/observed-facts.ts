import type { Controller } from '../kit/controller.ts'
import type { CompositeRequest, DecoratorRequest, KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { timeless } from './answer-parts.ts'

/** What one request shows. */
export interface Observed {
  readonly parent: KubernetesObject
  readonly children: ObjectGroups
  readonly related: ObjectGroups
}

/** What a request shows, whatever the type of its controller calls it. */
export const observedOf = ({ type }: Pick<Controller, 'type'>, document: unknown): Observed => {
  if (type === 'composite') return trusted<CompositeRequest>(document)
  const { object, attachments, related } = trusted<DecoratorRequest>(document)
  return { parent: object, children: attachments, related }
}

type WithStatus = KubernetesObject & { readonly status?: unknown }

/**
 * Everything in a request that tells of progress and that our answers do not write: the parent's spec by its generation, which
 * children there are and what others say in their status, and related objects by their version. The same facts twice mean that
 * only our own doing, or the clock, lies between two requests. The status of a composite's parent is ours; that of a decorated
 * object is not.
 */
export const factsOf = ({ type }: Pick<Controller, 'type'>, { parent, children, related }: Observed): string => {
  const { generation = 0, deletionTimestamp } = parent.metadata
  return [
    `${generation} ${String(deletionTimestamp)} ${type === 'decorator' ? statusOf(parent) : ''}`,
    ...linesOf(children, statusOf),
    ...linesOf(related, ({ metadata: { uid, resourceVersion } }) => `${uid ?? ''} ${resourceVersion ?? ''}`),
  ].join('\n')
}

const linesOf = (groups: ObjectGroups, about: (object: KubernetesObject) => string): readonly string[] =>
  Object.entries(groups).flatMap(([key, group]) => Object.entries(group).map(([name, object]) => `${key} ${name} ${about(object)}`))

const statusOf = ({ status }: WithStatus): string => status === undefined ? '' : timeless(JSON.stringify(status))
