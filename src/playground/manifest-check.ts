import { described } from '../engine/metadata.ts'
import { renderParent } from '../engine/render.ts'
import type { CompositeController, Controller } from '../kit/controller.ts'
import { masked } from '../kit/mask.ts'
import { ignoredFields } from '../manifest/ignored-fields.ts'
import type { Manifest, ManifestObject } from '../manifest/manifest.ts'
import type { Span } from '../manifest/span.ts'
import { storedForm } from '../manifest/stored-form.ts'
import { timestamp } from '../kit/timestamp.ts'
import { isObject } from '../protocol/json.ts'
import { definedKinds } from '../simulation/definitions.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { addressOf, objectId } from './object-id.ts'
import type { PlaygroundOptions } from './playground.ts'
import type { Stage } from './stage.ts'

/** What is wrong with a text, and where. */
export interface Finding extends Span {
  /** A warning is applied nevertheless; so is what a controller finds wrong, which it says in conditions then. */
  readonly severity: 'error' | 'warning'
  /** The object cannot be applied at all. */
  readonly isFatal: boolean
  /** `Kind namespace/name`; empty for a document that cannot be read. */
  readonly object: string
  /** Empty when it is about the whole document. */
  readonly path: string
  readonly message: string
}

/** Looks at a text as `render` does, beside the objects that are there already. Nothing is changed. */
export const checkManifest = (stage: Stage, options: PlaygroundOptions, { objects, problems }: Manifest): readonly Finding[] => [
  ...problems.map(({ message, span }) => ({ severity: 'error' as const, isFatal: true, object: '', path: '', message, ...span })),
  ...objects.flatMap((source) => objectFindings(stage, options, { source, objects })),
].toSorted((a, b) => a.line - b.line || a.column - b.column)

interface Looked {
  readonly source: ManifestObject
  readonly objects: readonly ManifestObject[]
}

const objectFindings = (stage: Stage, options: PlaygroundOptions, looked: Looked): readonly Finding[] => {
  const { source, objects } = looked
  const { object } = source
  if (!isServed(stage, looked)) {
    return [fatal(source, 'kind', `no controller and no cluster here knows ${object.kind} of ${object.apiVersion}`)]
  }
  const controller = controllerOf(options.controllers, object)
  return [
    ...maskedFields(object).map((path) => fatal(source, path, 'is masked here; write the value itself')),
    ...(controller === undefined ? [] : parentFindings(stage, options, { source, objects, controller })),
  ]
}

/** Or will be, once the text is applied. */
const isServed = ({ world: { discovery } }: Stage, { source: { object }, objects }: Looked): boolean =>
  discovery.kind(object.apiVersion, object.kind) !== undefined ||
  definedKinds(objects.map((one) => one.object)).some(({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind)

/** `Kind/name` instead of a field: an object that this one reads has a problem. In the same text it is found there. */
const aboutOthers = /^[A-Z]\w*\//

/** `Kind namespace/name`; nobody has to write the namespace `default`. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string => described({ kind, metadata: { namespace: 'default', ...metadata } })

export const fatal = (source: ManifestObject, path: string, message: string): Finding =>
  ({ severity: 'error', isFatal: true, object: nameOf(source.object), path, message, ...source.placeOf(path) })

/** What the page shows of a Secret is no value; applied, it would become one. */
const maskedFields = (object: KubernetesObject & JsonObject): readonly string[] => object.apiVersion !== 'v1' || object.kind !== 'Secret' ? [] :
  ['data', 'stringData'].flatMap((field) => Object.entries(isObject(object[field]) ? object[field] : {}).filter(([, value]) => value === masked).map(([key]) => `${field}.${key}`))

const controllerOf = (controllers: readonly Controller[], { apiVersion, kind }: KubernetesObject): CompositeController | undefined =>
  controllers.find((controller): controller is CompositeController => controller.type === 'composite' && controller.parent.apiVersion === apiVersion && controller.parent.kind === kind)

const parentFindings = (stage: Stage, { controllers, settings }: PlaygroundOptions, { source, objects, controller }: Looked & { readonly controller: CompositeController }): readonly Finding[] => {
  const given = objects.map(({ object }) => stored(object, controllerOf(controllers, object)))
  const ids = new Set(given.map((object) => objectId(addressOf(object))))
  const around = { objects: [...given, ...stage.inventory.all().filter((object) => !ids.has(objectId(addressOf(object))))] }
  const context = { now: timestamp(stage.world.cluster.clock.now()), settings }
  const { problems } = renderParent(controller, stored(source.object, controller), { around, context })
  return [
    ...problems.filter(({ path }) => !objects.some(({ object: { kind, metadata } }) => path === `${kind}/${metadata.name}`)).map(({ path, message }): Finding =>
      ({ severity: aboutOthers.test(path) ? 'warning' : 'error', isFatal: false, object: nameOf(source.object), path, message, ...source.placeOf(path) })),
    ...ignoredFields(controller.parent.spec, source.object['spec']).map((path): Finding => ({ severity: 'warning', isFatal: false, object: nameOf(source.object), path, message: 'unknown field, ignored', ...source.placeOf(path) })),
  ]
}

const stored = (object: KubernetesObject & JsonObject, controller: CompositeController | undefined): KubernetesObject & JsonObject =>
  controller === undefined ? { ...object, metadata: { namespace: 'default', ...object.metadata } } : storedForm(object, controller, 'default')
