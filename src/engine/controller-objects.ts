import { selects } from '../kit/selector.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import type { Discovery } from './discovery.ts'
import type { Engine } from './engine.ts'
import { ResourceUnknown, messageOf } from './engine-errors.ts'
import type { LabelSelector } from './label-selector.ts'
import type { Registration } from './registration.ts'
import { readRegistration } from './registration-object.ts'
import { equals } from './structural-equality.ts'

/** What became of a controller object. */
export interface Registered {
  /** `foreign`: left to another instance; `refused`: the object has to change; `failed`: worth another try later. */
  readonly state: 'running' | 'foreign' | 'refused' | 'failed'
  readonly message?: string
}

export interface ControllerObjects {
  /** Takes a new or changed CompositeController or DecoratorController. */
  readonly apply: (object: JsonObject) => Registered
  /** Takes note that one was deleted: its finalizers stay on its parents. */
  readonly remove: (object: JsonObject) => void
}

/**
 * Controllers of an engine as objects (metacontroller.md §3.1): a changed spec builds the controller anew, other changes
 * do nothing. `target` is `--target-label-selector`. Where the real one tries again by itself, the caller has to.
 */
export const controllerObjects = (engine: Engine, discovery: Discovery, target: LabelSelector = {}): ControllerObjects => {
  const specs = new Map<string, JsonObject>()
  return {
    apply: (object) => {
      const known = trusted<JsonObject & KubernetesObject>(object)
      if (!selects(target, known.metadata.labels)) return { state: 'foreign' }
      if (equals(specs.get(keyOf(known)), object['spec'])) return { state: 'running' }
      engine.end(identityOf(known))
      specs.delete(keyOf(known))
      const registered = register(engine, known, discovery)
      if (registered.state === 'running') specs.set(keyOf(known), specOf(object))
      return registered
    },
    remove: (object) => {
      const known = trusted<JsonObject & KubernetesObject>(object)
      specs.delete(keyOf(known))
      engine.end(identityOf(known))
    },
  }
}

const specOf = (object: JsonObject): JsonObject => isObject(object['spec']) ? object['spec'] : {}
const keyOf = ({ kind, metadata: { name } }: KubernetesObject): string => `${kind} ${name}`
const identityOf = ({ kind, metadata: { name } }: KubernetesObject): Pick<Registration, 'type' | 'name'> =>
  ({ type: kind === 'CompositeController' ? 'composite' : 'decorator', name })

const register = (engine: Engine, object: JsonObject & KubernetesObject, discovery: Discovery): Registered => {
  const hindrance = object.kind === 'CompositeController' ? parentProblem(object, discovery) : undefined
  if (hindrance !== undefined) {
    if (hindrance.state === 'refused') engine.events.tell(object, { type: 'Warning', reason: 'SyncError', message: hindrance.message ?? '' })
    return hindrance
  }
  try {
    engine.start(readRegistration(object, discovery))
    return { state: 'running' }
  } catch (error) {
    engine.events.tell(object, { type: 'Warning', reason: 'CreateError', message: `Cannot create new controller: ${messageOf(error)}` })
    return { state: 'failed', message: messageOf(error) }
  }
}

/** A composite's parent must be a custom resource with a status subresource. */
const parentProblem = (object: JsonObject, discovery: Discovery): Registered | undefined => {
  const parent = specOf(object)['parentResource']
  const { apiVersion = '', resource = '' } = isObject(parent) ? parent : {}
  const kind = discovery.resource(String(apiVersion), String(resource))
  if (kind?.isCustom !== true) return { state: 'failed', message: new ResourceUnknown(String(resource), String(apiVersion)).message }
  return kind.hasStatus ? undefined : { state: 'refused', message: `Status subresource is missing: ${kind.plural} of ${kind.apiVersion}` }
}
