import { renderParent } from '../engine/render.ts'
import type { CompositeController, Controller, HookContext } from '../kit/controller.ts'
import type { Problem } from '../kit/problem.ts'
import { ignoredFields } from '../manifest/ignored-fields.ts'
import { storedForm } from '../manifest/stored-form.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import type { Source } from './documents.ts'

/** A parent with the children it would get. */
export interface Rendered {
  readonly source: Source
  readonly children: readonly JsonObject[]
  readonly problems: readonly Problem[]
  /** Fields that nobody reads. */
  readonly ignored: readonly string[]
}

export interface Rendering {
  readonly parents: readonly Rendered[]
  /** Objects of kinds that no controller serves. */
  readonly skipped: readonly Source[]
}

interface Options {
  readonly controllers: readonly Controller[]
  readonly context: HookContext
  /** For documents that name none. */
  readonly namespace: string
  readonly wanted: (source: Source) => boolean
}

/** Renders parents and components together, as the API server and Metacontroller would hand them to the hooks. */
export const render = (sources: readonly Source[], { controllers, context, namespace, wanted }: Options): Rendering => {
  const stored = sources.map((source) => ({ source, controller: controllerOf(controllers, source) }))
    .map(({ source, controller }) => ({ source, controller, object: controller === undefined ? source.object : storedForm(source.object, controller, namespace) }))
  const objects = stored.map(({ object }) => object)
  return {
    skipped: stored.flatMap(({ source, controller }) => controller === undefined ? [source] : []),
    parents: stored.flatMap(({ source, controller, object }) => {
      if (controller === undefined || !wanted(source)) return []
      const { body, problems } = renderParent(controller, object, { around: { objects }, context })
      return [{ source, children: trusted<{ children: readonly JsonObject[] }>(body).children, problems, ignored: ignoredFields(controller.parent.spec, source.object['spec']) }]
    }),
  }
}

const controllerOf = (controllers: readonly Controller[], { object }: Source): CompositeController | undefined =>
  controllers.find((controller): controller is CompositeController =>
    controller.type === 'composite' && controller.parent.apiVersion === object.apiVersion && controller.parent.kind === object.kind)
