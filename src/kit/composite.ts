import type { CompositeAnswer, RelatedRule } from '../protocol/answer.ts'
import { DefinitionInvalid } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { CompositeRequest } from '../protocol/request.ts'
import type { Static, TObject } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'
import { canonical } from './canonical.ts'
import { documentCheckOf } from './check.ts'
import { claim, conditions, knownConditions, overlay } from './condition.ts'
import type { Claim } from './condition.ts'
import type { ChildRule, CompositeController, HookContext, OptionalChildren, Outcome } from './controller.ts'
import type { Child, Kind } from './kind.ts'
import { fittingFields } from './fitting-fields.ts'
import { keptAnnotations } from './kept-annotations.ts'
import { freezeAll, holdAll } from './last-applied.ts'
import type { Metric } from './metric.ts'
import { problemsText } from './problem.ts'
import type { Problem } from './problem.ts'
import type { Custom, Resource } from './resource.ts'
import type { Settings } from './settings.ts'
import { viewOf } from './view.ts'
import type { View } from './view.ts'

/** Everything a sync depends on. All of it is read-only. */
export interface SyncInput<Parent> extends HookContext {
  readonly parent: Parent
  readonly children: View
  readonly related: View
  readonly finalizing: boolean
}

/** The complete desired state. */
export interface SyncOutput<Status> {
  readonly children: readonly Child[]
  readonly status: Status
  /** One more sync after so many seconds. */
  readonly resyncAfterSeconds?: number
  /** Say so when the empty set of children is really meant. */
  readonly childless?: boolean
  /** Only in finalize: nothing is left to do. */
  readonly finalized?: boolean
  /** Mistakes that do not freeze the parent but that people should see, for example an invalid component. */
  readonly problems?: readonly Problem[]
}

/** Answer to mistakes in a spec that its schema allows: the children stay as last applied, conditions say why. */
export interface Refusal {
  readonly refused: readonly Problem[]
  /** What is true all the same. */
  readonly claims?: readonly Claim[]
  readonly resyncAfterSeconds?: number
}
export const refuse = (problems: readonly Problem[], also: Omit<Refusal, 'refused'> = {}): Refusal => ({ ...also, refused: problems })

/** A parent whose spec nobody has checked yet. */
export type UncheckedParent = Custom<JsonObject | undefined, JsonObject>

export interface CompositeDefinition<Spec extends TObject, Status extends TObject> {
  readonly name: string
  readonly parent: Resource<Spec, Status>
  readonly children: readonly ChildRule[]
  /** Kinds of children that depend on settings. */
  readonly optionalChildren?: readonly OptionalChildren[]
  /** Kinds that `related` asks for. */
  readonly reads?: readonly Kind[]
  /** `related` also asks for kinds that parents name. */
  readonly readsAny?: boolean
  /** Policies that come with the registration, and their bindings. */
  readonly admission?: readonly object[]
  /** Answers customize. The answer is cached by generation: read nothing but name, namespace, labels and spec. */
  readonly related?: (parent: UncheckedParent, settings: Settings) => readonly RelatedRule[]
  /**
   * Says why a parent is paused. Its children are then held as observed, nothing is made or deleted, and the condition
   * `Paused` says so. Not even an invalid spec undoes manual edits then.
   */
  readonly paused?: (parent: UncheckedParent) => Pick<Claim, 'reason' | 'message'> | undefined
  /** Kinds whose children follow the hook even while the parent is paused, once they exist. */
  readonly live?: readonly Kind[]
  /** Condition types that turn False with reason InvalidSpec when there are problems; default `Ready`. */
  readonly blocked?: readonly string[]
  /** Status that an invalid parent keeps; everything it had when absent. */
  readonly keptStatus?: (input: SyncInput<UncheckedParent>) => object
  readonly sync: (input: SyncInput<Custom<Static<Spec>, Static<Status>>>) => SyncOutput<Static<Status>> | Refusal
  /** Its spec is not checked: a parent must be able to go whatever its spec says. */
  readonly finalize?: (input: SyncInput<UncheckedParent>) => SyncOutput<Static<Status>>
  readonly settingProblems?: (settings: Settings) => readonly Problem[]
  /** Names of settings whose values are shown and written nowhere. */
  readonly secretSettings?: readonly string[]
  readonly metrics?: readonly Metric<Custom<Static<Spec>, Static<Status>>>[]
}

/** Defines a controller of a custom resource. Throws DefinitionInvalid when it asks for kinds it does not list. */
export const composite = <Spec extends TObject, Status extends TObject>(definition: CompositeDefinition<Spec, Status>): CompositeController => {
  const { name, parent, children, reads = [], related, metrics, finalize } = definition
  if (related !== undefined && reads.length === 0) throw new DefinitionInvalid(name, 'related needs reads')
  return {
    type: 'composite',
    name,
    parent: trusted(parent),
    children,
    reads,
    readsAny: definition.readsAny,
    admission: definition.admission,
    settingProblems: definition.settingProblems ?? (() => []),
    secretSettings: definition.secretSettings ?? [],
    sync: answering(definition),
    ...(definition.optionalChildren === undefined ? {} : { optionalChildren: definition.optionalChildren }),
    ...(metrics === undefined ? {} : { metrics: trusted<readonly Metric[]>(metrics) }),
    ...(finalize === undefined ? {} : { finalize: finalizing(definition, finalize) }),
    ...(related === undefined ? {} : { customize: ({ parent: asked }, { settings }) => ({ relatedResources: [...related(trusted(asked), settings)] }) }),
  }
}

type Answering = (request: CompositeRequest, context: HookContext) => Outcome<CompositeAnswer>

const finalizing = <Spec extends TObject, Status extends TObject>(
  { parent }: CompositeDefinition<Spec, Status>,
  run: NonNullable<CompositeDefinition<Spec, Status>['finalize']>,
): Answering => {
  const readStatus = fittingFields(parent.status)
  return (request, context) => {
    const input = inputOf(request, context, readStatus)
    return outcome(run(input), input.children)
  }
}

const answering = <Spec extends TObject, Status extends TObject>(definition: CompositeDefinition<Spec, Status>): Answering => {
  const spec = documentCheckOf(definition.parent.spec)
  const readStatus = fittingFields(definition.parent.status)
  return (request, context) => {
    const unchecked = inputOf(request, context, readStatus)
    const shape = spec.problems(unchecked.parent.spec ?? {}, 'spec')
    const output = shape.length > 0 ? refuse(shape) : definition.sync(trusted<SyncInput<Custom<Static<Spec>, Static<Status>>>>(withSpec(unchecked)))
    const answered = 'refused' in output ? refusal(unchecked, output, { ...definition }) : outcome(output, unchecked.children)
    const pause = definition.paused?.(unchecked.parent)
    const given = pause === undefined ? answered : held(answered, unchecked, { pause: claim('Paused', 'True', pause), live: definition.live ?? [] })
    return soonAgain(given, unchecked.children)
  }
}

/** A schema without required fields accepts that there is no spec at all. */
const withSpec = (input: SyncInput<UncheckedParent>): SyncInput<UncheckedParent> =>
  input.parent.spec ? input : { ...input, parent: { ...input.parent, spec: {} } }

interface Pause { readonly pause: Claim; readonly live: readonly Kind[] }

/** A paused parent: its status goes on, its children stay as they are, manual edits included. */
const held = ({ answer, ...rest }: Outcome<CompositeAnswer>, { parent, children, now }: SyncInput<UncheckedParent>, { pause, live }: Pause): Outcome<CompositeAnswer> => {
  const made = conditions(parent.status?.['conditions'], [pause], { now, generation: parent.metadata.generation ?? 0 })
  return {
    ...rest,
    answer: {
      ...answer,
      children: trusted<CompositeAnswer['children']>(holdAll(children, live, trusted<readonly Child[]>(answer.children))),
      status: { ...answer.status, conditions: overlay(answer.status['conditions'], made) },
    },
  }
}

/** What of a status fits its schema: somebody else may have written it, and the API server refuses the rest of it for ever. */
type ReadStatus = ReturnType<typeof fittingFields>

const inputOf = (request: CompositeRequest, context: HookContext, readStatus: ReadStatus): SyncInput<UncheckedParent> => ({
  parent: parentOf(trusted<UncheckedParent>(request.parent), readStatus),
  children: viewOf(request.children),
  related: viewOf(request.related),
  finalizing: request.finalizing,
  now: context.now,
  settings: context.settings,
})

const parentOf = ({ status: given, ...parent }: UncheckedParent, readStatus: ReadStatus): UncheckedParent => {
  const status = readStatus(given === undefined ? given : canonical(given))
  return status === undefined ? parent : { ...parent, status }
}

const outcome = ({ children, status, childless, problems, ...rest }: SyncOutput<unknown>, observed: View): Outcome<CompositeAnswer> => ({
  answer: {
    status: canonical(trusted<CompositeAnswer['status']>(status)),
    children: trusted<CompositeAnswer['children']>(children.map((child) => keptAnnotations(canonical(child), observed))),
    ...rest,
  },
  problems: problems ?? [],
  childless: childless ?? false,
})

const secondsUntilMissed = 10

/**
 * A child that is not there yet is looked for again: its name may still be taken by an object on its way out, such as a
 * child of a parent that was deleted and applied anew. The create is then passed over in silence, and nobody would call
 * before the next resync (metacontroller.md §6.2, trap 21).
 */
const soonAgain = (outcome: Outcome<CompositeAnswer>, observed: View): Outcome<CompositeAnswer> => {
  const { answer } = outcome
  const there = new Set(observed.all().map(identityOf))
  if (trusted<readonly Child[]>(answer.children).every((child) => there.has(identityOf(child)))) return outcome
  return { ...outcome, answer: { ...answer, resyncAfterSeconds: Math.min(secondsUntilMissed, answer.resyncAfterSeconds ?? secondsUntilMissed) } }
}

const identityOf = ({ apiVersion, kind, metadata: { name } }: Child): string => `${apiVersion} ${kind} ${name}`

type Blocking = Pick<CompositeDefinition<TObject, TObject>, 'blocked' | 'keptStatus'>

/** The answer to an invalid spec: children as last applied, the status there was, and conditions that name the paths. */
const refusal = (input: SyncInput<UncheckedParent>, { refused: problems, claims = [], resyncAfterSeconds }: Refusal, { blocked = ['Ready'], keptStatus }: Blocking): Outcome<CompositeAnswer> => {
  const { parent, children, now } = input
  const generation = parent.metadata.generation ?? 0
  const said = { reason: problems[0]?.reason ?? 'InvalidSpec', message: problemsText(problems) }
  const before = knownConditions(parent.status?.['conditions']).filter(({ type }) => type !== 'Paused')
  const made = conditions(before, [...blocked.map((type) => claim(type, 'False', said)), ...claims], { now, generation })
  const status = { ...(keptStatus?.(input) ?? parent.status), observedGeneration: generation, conditions: overlay(before, made) }
  return {
    answer: {
      status: canonical(trusted<CompositeAnswer['status']>(status)),
      children: trusted<CompositeAnswer['children']>(freezeAll(children)),
      ...(resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds }),
    },
    problems,
    childless: false,
  }
}
