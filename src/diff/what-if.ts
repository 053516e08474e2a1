import type { FastifyError } from '@fastify/error'
import { refusal } from '../engine/api-defaults/immutable-fields.ts'
import { discoveryFor } from '../engine/discovery.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { inProcessHooks } from '../engine/in-process-hooks.ts'
import { memoryStore } from '../engine/memory-store.ts'
import type { MemoryStore } from '../engine/memory-store.ts'
import { metadataOf, uidOf, withMetadata } from '../engine/metadata.ts'
import type { ObjectStore, StoredObject } from '../engine/object-store.ts'
import type { PassTrace, WriteTrace } from '../engine/observer.ts'
import { controllerOf } from '../engine/owner-reference.ts'
import { registrationOf } from '../engine/registration.ts'
import { rest } from '../engine/rest.ts'
import { virtualClock } from '../engine/virtual-clock.ts'
import type { VirtualClock } from '../engine/virtual-clock.ts'
import type { Controller, HookContext } from '../kit/controller.ts'
import { withDefaults } from '../kit/defaults.ts'
import { PassFailed } from '../protocol/errors.ts'
import { trusted } from '../protocol/trusted.ts'
import type { JsonObject } from '../protocol/json.ts'
import { methodAmong } from './method.ts'
import type { ObjectDiff } from './object-diff.ts'
import { identityOf, objectDiffs } from './object-diffs.ts'
import { asStored } from './object-form.ts'
import { SyncRequests } from './spec-problems.ts'

/** A cluster as it was read, and what somebody would apply to it. */
export interface Question {
  readonly controllers: readonly Controller[]
  readonly context: HookContext
  /** Parents, their children and whatever hooks read. */
  readonly objects: readonly StoredObject[]
  readonly applied: readonly StoredObject[]
}

export interface Consequences {
  readonly diffs: readonly ObjectDiff[]
  /** Parents that could not be brought in line, and those of the applied ones that are invalid. */
  readonly failures: readonly FastifyError[]
}

/** Virtual milliseconds after which what still fails counts as failing for ever. */
const mostMilliseconds = 600_000
/** Owners that were not read are not gone: nothing is collected. */
const never = 1e15

/**
 * What Metacontroller would write if something was applied: the engine runs on a copy of the cluster until nothing changes
 * any longer. Pods and other controllers stand still meanwhile.
 */
export const whatIf = async (question: Question): Promise<Consequences> => {
  const notes = new Notes()
  const clock = virtualClock(Date.parse(question.context.now))
  const store = copyOf(question, clock, notes)
  for (const object of question.applied) await apply(store, object, question.controllers)
  const engine = running(question, { store, clock }, notes)
  await rest(engine, clock, { mostMilliseconds })
  engine.stop()
  const { applied, controllers, context } = question
  const failed = [...notes.failures].map(([parent, message]) => new PassFailed(parent, message))
  return { diffs: diffsOf(question, store, notes), failures: [...failed, ...notes.requests.problems(applied, controllers, context)] }
}

/** What does not show in the objects that are there in the end. */
class Notes {
  /** Writes that the API server would not take, by identity. */
  readonly refused = new Map<string, StoredObject>()
  /** Names that somebody else has. */
  readonly taken = new Set<string>()
  readonly failures = new Map<string, string>()
  readonly requests = new SyncRequests()

  readonly pass = ({ parent, outcome, message = '' }: PassTrace): void => {
    if (outcome === 'done') this.failures.delete(parent)
    if (outcome === 'failed' || outcome === 'crashed') this.failures.set(parent, message)
  }

  readonly write = ({ verb, object, refused }: WriteTrace): void => {
    if (verb === 'create' && refused === 'KH_API_ALREADY_EXISTS') this.taken.add(object)
  }
}

/** A refused write leaves what is stored; the engine is not told, for it would only try again. */
const copyOf = ({ controllers, objects }: Question, clock: VirtualClock, notes: Notes): MemoryStore => {
  const shape = (sent: StoredObject, stored: StoredObject | undefined): StoredObject => {
    const isRefused = stored !== undefined && refusal(stored, sent) !== undefined
    if (isRefused) notes.refused.set(identityOf(sent), sent)
    else notes.refused.delete(identityOf(sent))
    return isRefused ? stored : trusted<StoredObject>(asStored(sent))
  }
  const store = memoryStore({ clock, shape, garbageDelay: never, discovery: discoveryFor(controllers) })
  store.load(objects)
  return store
}

const running = ({ controllers, context: { settings } }: Question, { store, clock }: { readonly store: ObjectStore; readonly clock: VirtualClock }, notes: Notes): Engine => {
  const discovery = discoveryFor(controllers)
  const observer = { pass: notes.pass, write: notes.write, hook: notes.requests.take }
  const engine = createEngine({ store, clock, discovery, callHook: inProcessHooks(controllers, { clock, settings }), observer })
  for (const controller of controllers) engine.start(registrationOf(controller))
  return engine
}

/** As `kubectl apply` would: labels and annotations are added, everything else is as in the file; the status stays. */
const apply = async (store: MemoryStore, given: StoredObject, controllers: readonly Controller[]): Promise<void> => {
  const object = defaulted(given, controllers)
  const kind = { apiVersion: object.apiVersion, kind: object.kind, plural: '', scope: object.metadata.namespace === undefined ? 'Cluster' : 'Namespaced' } as const
  const stored = await store.get({ kind, ...object.metadata })
  if (stored === undefined) await store.create(kind, object)
  else await store.update(kind, withMetadata({ ...stored, ...object }, { ...metadataOf(stored), ...joined(stored, object) }))
}

const joined = (stored: StoredObject, { metadata: { labels, annotations } }: StoredObject): JsonObject => ({
  ...(labels === undefined ? {} : { labels: { ...stored.metadata.labels, ...labels } }),
  ...(annotations === undefined ? {} : { annotations: { ...stored.metadata.annotations, ...annotations } }),
})

const defaulted = (object: StoredObject, controllers: readonly Controller[]): StoredObject => {
  const controller = controllers.find(({ type, parent }) => type === 'composite' && parent.apiVersion === object.apiVersion && parent.kind === object.kind)
  const spec = object['spec']
  return controller?.type !== 'composite' || spec === undefined ? object : { ...object, spec: withDefaults(controller.parent.spec, spec) }
}

const diffsOf = ({ controllers, objects }: Question, store: MemoryStore, { refused, taken }: Notes): readonly ObjectDiff[] => {
  const parents = new Set(store.objects().filter((object) => isParent(object, controllers)).map(uidOf))
  const isChild = (object: StoredObject): boolean => parents.has(controllerOf(object)?.uid ?? '')
  const after = store.objects().filter(isChild).map((object) => refused.get(identityOf(object)) ?? object)
  return [...objectDiffs(objects.filter(isChild), after, methodAmong(controllers)), ...[...taken].map(takenName)]
}

const isParent = ({ apiVersion, kind }: StoredObject, controllers: readonly Controller[]): boolean =>
  controllers.some(({ parent }) => parent.apiVersion === apiVersion && parent.kind === kind)

const takenName = (object: string): ObjectDiff =>
  ({ object, effect: 'refused', changes: [], reason: 'an object of this name is there already and belongs to somebody else' })
