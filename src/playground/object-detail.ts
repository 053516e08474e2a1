import { stringify } from 'yaml'
import { listOf, present, specOf, without } from '../cluster/json-fields.ts'
import { described } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { knownConditions } from '../kit/condition.ts'
import type { Condition } from '../kit/condition.ts'
import { isObject, parseJsonText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { NotInPlayground } from '../protocol/errors.ts'
import { trusted } from '../protocol/trusted.ts'
import { lastAppliedAnnotation } from '../kit/last-applied.ts'
import { lastAppliedByKubectl } from '../simulation/apply.ts'
import { badgesOf } from './badge.ts'
import type { Badge } from './badge.ts'
import type { PodFault } from './fault-list.ts'
import { maskedDocument } from '../kit/mask.ts'
import { inOrderOf } from './key-order.ts'
import { addressOf } from './object-id.ts'
import type { ObjectAddress } from './object-id.ts'
import { pauseState } from './pause.ts'
import type { PlaygroundOptions } from './playground.ts'
import { relatedIds } from './related-objects.ts'
import type { Stage } from './stage.ts'

/** An object as the page shows it; Secrets are masked. */
export interface ObjectDetail extends ObjectAddress {
  readonly id: string
  /** `Kind namespace/name`, as the timeline has it. */
  readonly described: string
  readonly badges: readonly Badge[]
  readonly conditions: readonly Condition[]
  /** What the API server holds, as YAML, without its bookkeeping and the copies in annotations. */
  readonly stored: string
  /** What somebody would apply to get it, as YAML: as it was applied, if it was. */
  readonly manifest: string
  /** Ids of the objects that the last sync of this parent read besides its children. */
  readonly related: readonly string[]
  readonly pause: 'paused' | 'running' | 'never'
  /** Faults that can strike it: it is a pod. */
  readonly faults: readonly PodFault[]
}

/** Throws NotInPlayground. */
export const objectOfId = ({ inventory }: Stage, id: string): StoredObject => {
  const object = inventory.get(id)
  if (object === undefined) throw new NotInPlayground(id.split('|').filter((part) => part !== '').slice(1).join(' '))
  return object
}

/** Throws NotInPlayground. */
export const objectDetail = (stage: Stage, options: PlaygroundOptions, id: string): ObjectDetail => {
  const object = objectOfId(stage, id)
  return {
    id,
    ...addressOf(object),
    described: described(object),
    badges: badgesOf(object),
    conditions: conditionsOf(object),
    stored: yamlOf(maskedDocument(withoutBookkeeping(object))),
    manifest: yamlOf(maskedDocument(manifestOf(object))),
    related: relatedIds(stage.history, described(object)),
    pause: pauseOf(stage, options, object),
    faults: faultsOf(object),
  }
}

const yamlOf = (value: JsonValue): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' })

/** Conditions of built-in kinds have no reason where all is well. */
const conditionsOf = ({ status }: StoredObject): readonly Condition[] =>
  knownConditions(listOf(isObject(status) ? status['conditions'] : undefined).map((condition) => isObject(condition) ? { reason: '', ...condition } : condition))

const withoutBookkeeping = (object: StoredObject): JsonObject => {
  const { annotations } = object.metadata
  const own = without(annotations ?? {}, lastAppliedByKubectl, lastAppliedAnnotation)
  return { ...object, metadata: { ...without({ ...object.metadata }, 'managedFields', 'annotations'), ...(Object.keys(own).length === 0 ? {} : { annotations: own }) } }
}

/** Applied text is kept with sorted keys; the stored object still has them as they were written. */
const manifestOf = (object: StoredObject): JsonValue => {
  const { metadata: { name, namespace, labels, annotations }, ...rest } = trusted<StoredObject>(withoutBookkeeping(object))
  const metadata = { name, ...present({ namespace, labels, annotations }) }
  const stored = { apiVersion: object.apiVersion, kind: object.kind, metadata, ...without(rest, 'apiVersion', 'kind', 'status') }
  const applied = object.metadata.annotations?.[lastAppliedByKubectl]
  const value = applied === undefined ? undefined : parsedOrUndefined(applied)
  return isObject(value) ? inOrderOf(withoutEmptyAnnotations(value), stored) : stored
}

const withoutEmptyAnnotations = (applied: JsonObject): JsonObject => {
  const { metadata } = applied
  const isEmpty = isObject(metadata) && isObject(metadata['annotations']) && Object.keys(metadata['annotations']).length === 0
  return isEmpty ? { ...applied, metadata: without(metadata, 'annotations') } : applied
}

const parsedOrUndefined = (text: string): JsonValue | undefined => {
  try {
    return parseJsonText(text)
  } catch {
    // Somebody edited the annotation; what is stored stands for it.
    return undefined
  }
}

const pauseOf = (stage: Stage, { controllers, pause: mark }: PlaygroundOptions, object: StoredObject): ObjectDetail['pause'] => {
  const controller = controllers.find(({ parent }) => parent.apiVersion === object.apiVersion && parent.kind === object.kind)
  return mark === undefined || controller?.type !== 'composite' ? 'never' : pauseState(stage, object, { controller, mark })
}

const faultsOf = (object: StoredObject): readonly PodFault[] => {
  if (object.kind !== 'Pod') return []
  const hasInstall = listOf(specOf(object)['initContainers']).length > 0
  return ['PodUnready', 'PodStuck', ...(hasInstall ? ['InitContainerFailure' as const] : []), 'ImagePullError']
}
