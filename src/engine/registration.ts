import { groupOf } from '../kit/kind.ts'
import type { Controller, HookName } from '../kit/controller.ts'
import type { Kind } from '../kit/kind.ts'
import { selects } from '../kit/selector.ts'
import { hooksOf } from '../guard/invoke.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { groupKind } from './discovery.ts'
import type { LabelSelector } from './label-selector.ts'
import { readSelector } from './label-selector.ts'
import { finalizersOf } from './metadata.ts'
import type { ChildMethod, RegisteredChild } from './registered-child.ts'
import { trusted } from '../protocol/trusted.ts'

export type HookVersion = 'v1' | 'v2'

/** How a hook is called (metacontroller.md §1.3). */
export interface HookRegistration {
  readonly version: HookVersion
  readonly isStrict: boolean
  readonly timeoutMilliseconds: number
  /** False for a hook without a webhook: it is configured and cannot be called. */
  readonly isCallable: boolean
  readonly etag?: { readonly lifetimeMilliseconds?: number | undefined } | undefined
}

/** Which objects of a kind are parents. */
export interface ParentRule {
  readonly kind: Kind
  readonly labelSelector?: LabelSelector | undefined
  readonly annotationSelector?: LabelSelector | undefined
  readonly ignoreStatusChanges: boolean
}

interface RegistrationCore {
  readonly name: string
  readonly parents: readonly ParentRule[]
  readonly children: readonly RegisteredChild[]
  readonly hooks: Readonly<Partial<Record<HookName, HookRegistration>>>
  readonly resyncPeriodSeconds?: number | undefined
  /** `--apply-strategy`: how children are written; dynamic apply when absent. It is the whole process's, no object can set it. */
  readonly applyStrategy?: 'DynamicApply' | 'ServerSideApply' | undefined
  /** `--apply-strategy-ssa-field-manager`; `metacontroller` when absent. */
  readonly fieldManager?: string | undefined
  /** The CompositeController or DecoratorController, as requests carry it. */
  readonly object: JsonObject
}

export interface CompositeRegistration extends RegistrationCore {
  readonly type: 'composite'
  readonly generateSelector: boolean
  /** Fields that make a revision of a parent, where some kind rolls; `spec` when absent. */
  readonly fieldPaths?: readonly string[] | undefined
  /** How a rollout looks for children: as 4.17 does, which never finds one and stalls, or as it was meant. The former when absent. */
  readonly rollout?: 'upstream' | 'intended' | undefined
}

export interface DecoratorRegistration extends RegistrationCore {
  readonly type: 'decorator'
}

/** What the engine knows about a controller, whether it comes from a definition or from a controller object. */
export type Registration = CompositeRegistration | DecoratorRegistration

export const defaultTimeoutMilliseconds = 10_000

const strictHook: HookRegistration = { version: 'v2', isStrict: true, timeoutMilliseconds: defaultTimeoutMilliseconds, isCallable: true }

/** Registration of a controller of this project: v2 hooks, strict, generated selector (design §9 no. 1). */
export const registrationOf = (controller: Controller): Registration => {
  const { name, children } = controller
  const kind = controller.type === 'composite' ? 'CompositeController' : 'DecoratorController'
  const core = {
    name,
    children,
    hooks: Object.fromEntries(hooksOf(controller).map((hook) => [hook, strictHook])),
    object: { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind, metadata: { name }, spec: {}, status: {} },
  }
  return controller.type === 'composite'
    ? { ...core, type: 'composite', generateSelector: true, parents: [{ kind: controller.parent, ignoreStatusChanges: false }] }
    : { ...core, type: 'decorator', parents: [{ kind: controller.parent, ignoreStatusChanges: false, ...selectorsOf(controller.selector) }] }
}

const selectorsOf = ({ labelSelector, annotationSelector }: Extract<Controller, { type: 'decorator' }>['selector']): Pick<ParentRule, 'labelSelector' | 'annotationSelector'> => {
  const annotations = trusted<JsonObject | undefined>(annotationSelector)
  return {
    labelSelector: readSelector(trusted(labelSelector)),
    annotationSelector: readSelector(annotations === undefined ? undefined : { ...annotations, matchLabels: annotations['matchAnnotations'] ?? {} }),
  }
}

/** Finalizer by which a controller keeps its parents until it has cleaned up (metacontroller.md §3.6). */
export const finalizerOf = ({ type, name }: Pick<Registration, 'type' | 'name'>): string => `metacontroller.io/${type}controller-${name}`

/** Whether a parent is selected. Rules count by group and kind, versions are ignored. */
export const matches = ({ parents }: Registration, parent: KubernetesObject): boolean => {
  // Of two rules for one kind the later one overwrites the other (metacontroller.md §1.5).
  const rule = parents.findLast(({ kind }) => groupKind(kind) === groupKind(parent))
  return rule !== undefined && selects(rule.labelSelector ?? {}, parent.metadata.labels) && selects(rule.annotationSelector ?? {}, parent.metadata.annotations)
}

/** Whether the controller has anything to do with a parent: it is selected, or still holds our finalizer. */
export const concerns = (registration: Registration, parent: KubernetesObject): boolean =>
  matches(registration, parent) || finalizersOf(parent).includes(finalizerOf(registration))

/** The rule by which children of a kind are changed at all. */
export const ruleOf = ({ children }: Pick<Registration, 'children'>, group: string, kind: string): RegisteredChild | undefined =>
  children.findLast((rule) => rule.method !== 'OnDelete' && rule.kind.kind === kind && groupOf(rule.kind.apiVersion) === group)

/** How children of a kind are updated; by group and kind, whatever the version. */
export const methodOf = (registration: Pick<Registration, 'children'>, apiVersion: string, kind: string): ChildMethod =>
  ruleOf(registration, groupOf(apiVersion), kind)?.method ?? 'OnDelete'
