import { controllers } from '../../../hooks/index.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { kind } from '../../../src/kit/kind.ts'
import { resourcesOf } from '../../../src/kit/resources.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { SettingMissing } from '../harness/errors.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Stage } from '../harness/stage.ts'

// What a person looks at to see how the family is doing.

const resource = (name: string): Kind => {
  const found = resourcesOf(controllers).find((one) => one.kind === name)
  if (found === undefined) throw new SettingMissing(name, 'no controller has it')
  return found
}

export const KasprApp = resource('KasprApp')
export const KasprAgent = resource('KasprAgent')
export const KasprTable = resource('KasprTable')
export const KasprTask = resource('KasprTask')
export const KasprWebView = resource('KasprWebView')
export const KasprJoin = resource('KasprJoin')
export const Pod = kind('v1', 'Pod', 'pods')

type Look = (object: AnyObject | undefined) => boolean

export const gone: Look = (object) => object === undefined
export const there: Look = (object) => object !== undefined

const listAt = (value: JsonValue | undefined): readonly JsonValue[] => Array.isArray(value) ? value : []

/** Status of a condition, when it was computed from the latest spec. */
export const conditionOf = (object: AnyObject | undefined, type: string): JsonValue | undefined => {
  const condition = listAt(fieldAt(object, 'status', 'conditions')).find((one) => fieldAt(one, 'type') === type)
  return fieldAt(object, 'status', 'observedGeneration') === object?.metadata.generation ? fieldAt(condition, 'status') : undefined
}

/** An app whose members are all there. */
export const readyWith = (members: number): Look => (object) =>
  conditionOf(object, 'Ready') === 'True' && fieldAt(object, 'status', 'availableMembers') === `${members}/${members}`

/** A component whose definition file is in the cluster, as its latest spec wants it. */
export const applied: Look = (object) => {
  const content = fieldAt(object, 'status', 'applied', 'hash')
  return content !== undefined && content === fieldAt(object, 'status', 'hash') && fieldAt(object, 'status', 'observedGeneration') === object?.metadata.generation
}

/** Names of the volumes of a StatefulSet's pods. */
export const volumesOf = (set: AnyObject | undefined): readonly string[] =>
  listAt(fieldAt(set, 'spec', 'template', 'spec', 'volumes')).map((volume) => String(fieldAt(volume, 'name')))

/** A StatefulSet whose pods all run its latest template. */
export const rolledOut: Look = (set) => {
  const status = set?.['status']
  if (!isObject(status)) return false
  return status['observedGeneration'] === set?.metadata.generation && status['currentRevision'] === status['updateRevision'] &&
    status['readyReplicas'] === fieldAt(set, 'spec', 'replicas')
}

/** Uids of an app's pods by name. */
export const podsOf = async (stage: Stage, app: string): Promise<Readonly<Record<string, string>>> => {
  const pods = (await stage.list(Pod)).filter(({ metadata }) => metadata.labels?.['kaspr.io/cluster'] === app)
  return Object.fromEntries(pods.map(({ metadata }) => [metadata.name, String(metadata.uid)]))
}

/** Names of the objects of a kind that belong to a controller's parent. */
export const ownedNames = async (stage: Stage, of: Kind): Promise<readonly string[]> =>
  (await stage.list(of)).filter(({ metadata }) => metadata.labels?.['controller-uid'] !== undefined).map(({ metadata }) => metadata.name).toSorted()
