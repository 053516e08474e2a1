import { invoke } from '../guard/invoke.ts'
import type { Invocation } from '../guard/invoke.ts'
import type { CompositeController, HookContext } from '../kit/controller.ts'
import { groupKey } from '../protocol/group-key.ts'
import type { CustomizeAnswer } from '../protocol/answer.ts'
import type { CompositeRequest, KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { relatedGroups } from './related.ts'

/** What stands around a parent: other objects of the cluster, and its children as observed. */
export interface Surroundings {
  readonly objects: readonly KubernetesObject[]
  readonly children?: ObjectGroups
}

/** The sync request that Metacontroller would send for a parent; customize is asked first. */
export const syncRequest = (controller: CompositeController, parent: KubernetesObject, { around, context }: { readonly around: Surroundings; readonly context: HookContext }): CompositeRequest => {
  const asked = invoke(controller, 'customize', { request: { controller: {}, parent }, context })
  const { relatedResources } = trusted<CustomizeAnswer>(asked.body)
  const empty = Object.fromEntries(controller.children.map(({ kind }) => [groupKey(kind), {}]))
  return {
    controller: { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: controller.name } },
    parent,
    children: { ...empty, ...around.children },
    related: relatedGroups(relatedResources, controller.reads, around.objects),
    finalizing: false,
  }
}

/** Calls the sync hook of a parent as it would be called beside these objects. */
export const renderParent = (controller: CompositeController, parent: KubernetesObject, world: { readonly around: Surroundings; readonly context: HookContext }): Invocation =>
  invoke(controller, 'sync', { request: syncRequest(controller, parent, world), context: world.context })
