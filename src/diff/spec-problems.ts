import type { FastifyError } from '@fastify/error'
import { described } from '../engine/metadata.ts'
import type { HookTrace } from '../engine/observer.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { invoke } from '../guard/invoke.ts'
import type { Controller, HookContext } from '../kit/controller.ts'
import { problemsText } from '../kit/problem.ts'
import { SpecInvalid } from '../protocol/errors.ts'

/** Keeps the last sync request of every parent. */
export class SyncRequests {
  readonly #calls = new Map<string, HookTrace>()

  readonly take = (call: HookTrace): void => {
    if (call.hook === 'sync') this.#calls.set(`${call.controller} ${call.parent}`, call)
  }

  /** Mistakes in the specs of some parents. They are no failures for Metacontroller: such a parent is frozen. */
  problems(parents: readonly StoredObject[], controllers: readonly Controller[], context: HookContext): readonly FastifyError[] {
    return parents.map(described).flatMap((parent) => controllers.flatMap((controller) => {
      const call = this.#calls.get(`${controller.name} ${parent}`)
      const problems = call?.status === 200 ? invoke(controller, 'sync', { request: call.request, context }).problems : []
      return problems.length === 0 ? [] : [new SpecInvalid(parent, problemsText(problems))]
    }))
  }
}
