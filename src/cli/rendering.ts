import { programControllers } from '../../studio/world/program-controllers.ts'
import { discoveryOf, served } from '../engine/discovery.ts'
import { withMetadata } from '../engine/metadata.ts'
import { renderParent } from '../engine/render.ts'
import type { CompositeController, Controller, HookContext } from '../kit/controller.ts'
import type { Problem } from '../kit/problem.ts'
import { isKind, resourcesOf } from '../kit/resources.ts'
import { ignoredFields } from '../manifest/ignored-fields.ts'
import { storedForm } from '../manifest/stored-form.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
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

/** The same with the programs among the documents, which answer for their parents in a sandbox. Throws what they fail with. */
export const renderWithPrograms = async (sources: readonly Source[], options: Options): Promise<Rendering> => {
  const { controllers, stop } = programControllers(sources.map(({ object }) => object))
  try {
    return render(sources, { ...options, controllers: [...options.controllers, ...controllers] })
  } finally {
    await stop()
  }
}

/** Renders parents and components together, as the API server and Metacontroller would hand them to the hooks. */
export const render = (sources: readonly Source[], { controllers, context, namespace, wanted }: Options): Rendering => {
  const toStored = storedBy(controllers, namespace)
  const stored = sources.map((source) => ({ source, controller: controllerOf(controllers, source), object: toStored(source) }))
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

/** What hooks only read is stored, too; of unknown kinds nobody knows how. */
const storedBy = (controllers: readonly Controller[], namespace: string) => {
  const resources = resourcesOf(controllers)
  const discovery = discoveryOf(resources.map(served))
  return ({ object }: Source): KubernetesObject & JsonObject => {
    const [resource, kind] = [resources.find((one) => isKind(one, object)), discovery.kind(object.apiVersion, object.kind)]
    if (resource !== undefined) return storedForm(object, { parent: resource }, namespace)
    return kind?.scope === 'Namespaced' ? withMetadata(object, { namespace: object.metadata.namespace ?? namespace }) : object
  }
}

/** Whether a controller looks at documents of this kind although it is no parent's. */
export const isRead = (controllers: readonly Controller[], { object }: Source): boolean =>
  controllers.some(({ reads }) => reads.some((kind) => isKind(kind, object)))

const controllerOf = (controllers: readonly Controller[], { object }: Source): CompositeController | undefined =>
  controllers.find((controller): controller is CompositeController =>
    controller.type === 'composite' && controller.parent.apiVersion === object.apiVersion && controller.parent.kind === object.kind)
