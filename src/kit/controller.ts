import type { CompositeAnswer, CustomizeAnswer, DecoratorAnswer } from '../protocol/answer.ts'
import type { CompositeRequest, CustomizeRequest, DecoratorRequest } from '../protocol/request.ts'
import type { TObject } from '../protocol/schema.ts'
import type { Kind } from './kind.ts'
import type { Metric } from './metric.ts'
import type { Problem } from './problem.ts'
import type { Resource } from './resource.ts'
import type { Settings } from './settings.ts'

export type UpdateMethod = 'OnDelete' | 'Recreate' | 'InPlace'

/** A kind of children with the way in which changed ones are updated. */
export interface ChildRule {
  readonly kind: Kind
  readonly method: UpdateMethod
}

/** Changed children are updated where they are. */
export const inPlace = (kind: Kind): ChildRule => ({ kind, method: 'InPlace' })
/** Changed children are deleted and made again. */
export const recreate = (kind: Kind): ChildRule => ({ kind, method: 'Recreate' })
/** Children are made once and never changed. */
export const onDelete = (kind: Kind): ChildRule => ({ kind, method: 'OnDelete' })

/** A ClusterRole that children bind in one namespace: what somebody may do there on whose behalf they were made. */
export interface BoundRole {
  readonly name: string
  readonly rules: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] }[]
}

/** Kinds of children that a controller has only where a setting has a value; see `configured`. */
export interface OptionalChildren {
  readonly setting: string
  readonly value: string
  readonly children: readonly ChildRule[]
  /** What RoleBindings among them may bind; Metacontroller may hand on nothing else. */
  readonly binds?: readonly BoundRole[]
}

/** What an answer depends on besides the request. */
export interface HookContext {
  /** RFC 3339, UTC; read once at the boundary. */
  readonly now: string
  readonly settings: Settings
}

/** An answer and what the caller of the hook needs to know about it. */
export interface Outcome<Answer> {
  readonly answer: Answer
  /** Mistakes of the user that the answer reports in conditions. */
  readonly problems: readonly Problem[]
  /** The hook said in so many words that no child is wanted. */
  readonly childless: boolean
}

interface ControllerCore {
  /** Name in routes and registrations. */
  readonly name: string
  readonly children: readonly ChildRule[]
  /** What is among its children, too, where the settings say so. */
  readonly optionalChildren?: readonly OptionalChildren[]
  readonly binds?: readonly BoundRole[]
  /** Kinds that `customize` may ask for. */
  readonly reads: readonly Kind[]
  /** `customize` may ask for other kinds too, because parents name them. Whoever installs them grants Metacontroller the right to read them. */
  readonly readsAny?: boolean | undefined
  /** Objects that make the API server keep rules of the parents which no schema can say: policies and their bindings. */
  readonly admission?: readonly object[] | undefined
  /** Names of settings that are wrong, with the reason. Called once at start. */
  readonly settingProblems: (settings: Settings) => readonly Problem[]
  /** Names of settings whose values are shown and written nowhere. */
  readonly secretSettings?: readonly string[]
  /** What the service counts about its calls. */
  readonly metrics?: readonly Metric[]
}

export interface CompositeController extends ControllerCore {
  readonly type: 'composite'
  readonly parent: Resource<TObject, TObject>
  readonly sync: (request: CompositeRequest, context: HookContext) => Outcome<CompositeAnswer>
  readonly finalize?: (request: CompositeRequest, context: HookContext) => Outcome<CompositeAnswer>
  readonly customize?: (request: CustomizeRequest, context: HookContext) => CustomizeAnswer
}

export interface DecoratorController extends ControllerCore {
  readonly type: 'decorator'
  readonly parent: Kind
  readonly selector: DecoratorSelector
  readonly sync: (request: DecoratorRequest, context: HookContext) => Outcome<DecoratorAnswer>
  readonly finalize?: (request: DecoratorRequest, context: HookContext) => Outcome<DecoratorAnswer>
  readonly customize?: (request: CustomizeRequest, context: HookContext) => CustomizeAnswer
}

/** Which objects a decorator acts on. */
export interface DecoratorSelector {
  readonly labelSelector?: object
  readonly annotationSelector?: object
}

/** A controller: the one value from which routes, CRD, registration, rights and reference derive. */
export type Controller = CompositeController | DecoratorController
export type HookName = 'sync' | 'finalize' | 'customize'

/** Path under which the service answers a hook; registrations name it. */
export const hookPath = ({ name }: Pick<Controller, 'name'>, hook: HookName): string => `/hooks/${name}/${hook}`
