import { hookPath } from '../kit/controller.ts'
import type { Controller, HookName } from '../kit/controller.ts'
import { hooksOf } from '../guard/invoke.ts'

/** One hook of one controller, as it is reached. */
export interface HookRoute {
  readonly controller: Controller
  readonly hook: HookName
  readonly path: string
  readonly summary: string
}

const hooks: readonly HookName[] = ['sync', 'finalize', 'customize']

/**
 * All routes of a list of controllers. Every hook has one, whether or not the controller has its own: a finalize hook
 * that is registered and not served would keep a parent from ever being deleted.
 */
export const hookRoutesOf = (controllers: readonly Controller[]): readonly HookRoute[] =>
  controllers.flatMap((controller) => hooks.map((hook) => ({
    controller,
    hook,
    path: hookPath(controller, hook),
    summary: summaryOf(controller, hook),
  })))

const summaryOf = (controller: Controller, hook: HookName): string => {
  const own = hooksOf(controller).includes(hook)
  if (hook === 'sync') return `Desired state of a ${controller.parent.kind}`
  if (hook === 'finalize') return own ? `What is left to do before a ${controller.parent.kind} goes` : `Same as sync, and finalized: a ${controller.parent.kind} needs no cleaning up`
  return own ? `Objects that a ${controller.parent.kind} reads besides its children` : `No rules: a ${controller.parent.kind} reads nothing else`
}
