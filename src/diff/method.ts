import type { Controller } from '../kit/controller.ts'
import { groupKind } from '../engine/discovery.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { MethodOf } from './object-diffs.ts'

/** How children of these controllers are updated, by group and kind; what is nobody's child is put in place. */
export const methodAmong = (controllers: readonly Controller[]): MethodOf => {
  const methods = new Map(controllers.flatMap(({ children }) => children).map(({ kind, method }) => [groupKind(kind), method]))
  return (object) => methods.get(groupKind(trusted<KubernetesObject>(object))) ?? 'InPlace'
}
