import type { CompositeRequest, DecoratorRequest, KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { UncheckedParent } from './composite.ts'
import type { Controller } from './controller.ts'
import { driftOf } from './drift.ts'
import type { Drift } from './drift.ts'
import type { Child } from './kind.ts'
import { viewOf } from './view.ts'
import type { View } from './view.ts'

/** A call of sync or finalize, seen from behind: what was asked, what was answered, how long it took. */
export interface Call<Parent = UncheckedParent> {
  /** As observed, its status included. Nobody has checked it. */
  readonly parent: Parent
  /** As observed. */
  readonly children: View
  /** Absent when there was none. */
  readonly answer?: CallAnswer<Parent>
  /** Class of the error when there was no answer. */
  readonly error?: string
  readonly finalizing: boolean
  readonly seconds: number
  /** Observed children that the answer changes; computed when it is asked for. */
  readonly drift: () => readonly Drift[]
}

export interface CallAnswer<Parent> {
  readonly status: Parent extends { readonly status?: infer Status } ? NonNullable<Status> : unknown
  readonly children: readonly Child[]
}

/** How a call ended. `body` is the answer as it was sent. */
export interface CallEnd {
  readonly body?: unknown
  readonly error?: string
  readonly finalizing: boolean
  readonly seconds: number
  /** Looks for drift, or knows without looking that there is none. */
  readonly drift?: (observed: readonly KubernetesObject[], look: () => readonly Drift[]) => readonly Drift[]
}

/** A call from a request that fits its envelope. */
export const callOf = ({ type }: Controller, request: unknown, { body, drift = (_observed, look) => look(), ...end }: CallEnd): Call => {
  const { parent, children } = type === 'composite' ? trusted<CompositeRequest>(request) : decorated(trusted(request))
  const answer = body === undefined ? undefined : answerOf(trusted(body))
  return {
    ...end,
    parent: trusted<UncheckedParent>(parent),
    children: viewOf(children),
    ...(answer === undefined ? {} : { answer }),
    drift: () => answer === undefined ? [] : drift(objectsOf(children), () => driftOf(children, answer.children, parent.metadata.namespace)),
  }
}

const objectsOf = (groups: ObjectGroups): readonly KubernetesObject[] => {
  const objects: KubernetesObject[] = []
  for (const key in groups) objects.push(...Object.values(groups[key] ?? {}))
  return objects
}

const decorated = ({ object, attachments }: DecoratorRequest): { readonly parent: DecoratorRequest['object']; readonly children: ObjectGroups } =>
  ({ parent: object, children: attachments })

interface Body { readonly status?: CallAnswer<UncheckedParent>['status']; readonly children?: readonly Child[]; readonly attachments?: readonly Child[] }

const answerOf = ({ status = {}, children, attachments = [] }: Body): CallAnswer<UncheckedParent> => ({ status, children: children ?? attachments })
