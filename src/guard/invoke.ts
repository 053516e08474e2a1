import { checkOf } from '../kit/check.ts'
import type { Check } from '../kit/check.ts'
import type { Controller, HookContext, HookName, Outcome } from '../kit/controller.ts'
import { problemsText } from '../kit/problem.ts'
import type { Problem } from '../kit/problem.ts'
import type { CompositeAnswer, DecoratorAnswer, RelatedRule } from '../protocol/answer.ts'
import { EnvelopeInvalid, GuardViolation, HookFailed, ParentMismatch } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import { objectCount } from '../protocol/group-key.ts'
import { CompositeRequest, CustomizeRequest, DecoratorRequest } from '../protocol/request.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import type { TSchema } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'
import { guard } from './guard.ts'

/** What a call of a hook gives: the answer's body and what the caller logs about it. */
export interface Invocation {
  readonly body: JsonObject
  /** The body as JSON, written once. */
  readonly text: string
  readonly parent: KubernetesObject
  readonly children: number
  readonly problems: readonly Problem[]
  readonly resyncAfterSeconds: number
}

const composite = checkOf(CompositeRequest)
const decorator = checkOf(DecoratorRequest)
const customize = checkOf(CustomizeRequest)

/** Hooks that a controller answers. */
export const hooksOf = (controller: Controller): readonly HookName[] =>
  (['sync', 'finalize', 'customize'] as const).filter((hook) => controller[hook] !== undefined)

/**
 * Calls a hook exactly as the wire does: the envelope is checked, the hook runs, the guard looks at the answer.
 * The server, the command line, the engine and the tests all go through here.
 * Throws EnvelopeInvalid, ParentMismatch, HookFailed or GuardViolation.
 */
export const invoke = (controller: Controller, hook: HookName, call: { readonly request: unknown; readonly context: HookContext }): Invocation => {
  if (hook === 'customize') return invokeCustomize(controller, call.request, call.context)
  return controller.type === 'composite'
    ? invokeComposite(controller, hook, call)
    : invokeDecorator(controller, hook, call)
}

type Of<Type> = Extract<Controller, { type: Type }>
interface Call { readonly request: unknown; readonly context: HookContext }

const invokeComposite = (controller: Of<'composite'>, hook: 'sync' | 'finalize', { request, context }: Call): Invocation => {
  const envelope = checked(composite, request)
  matching(controller, envelope.parent)
  const run = controller[hook] ?? controller.sync
  const ran = attempt(hook, () => run(envelope, context))
  // Nothing to clean up is an answer too: without it a parent that holds our finalizer could never go.
  const outcome = hook === 'finalize' && controller.finalize === undefined ? { ...ran, answer: { ...ran.answer, finalized: true } } : ran
  const text = JSON.stringify(outcome.answer)
  guarded(controller, envelope, { ...outcome, wanted: outcome.answer.children, text })
  return invocation(outcome, envelope.parent, { text, children: outcome.answer.children.length })
}

const invokeDecorator = (controller: Of<'decorator'>, hook: 'sync' | 'finalize', { request, context }: Call): Invocation => {
  const envelope = checked(decorator, request)
  matching(controller, envelope.object)
  const run = controller[hook] ?? controller.sync
  const ran = attempt(hook, () => run(envelope, context))
  const outcome = hook === 'finalize' && controller.finalize === undefined ? { ...ran, answer: { ...ran.answer, finalized: true } } : ran
  const text = JSON.stringify(outcome.answer)
  guarded(controller, { parent: envelope.object, children: envelope.attachments }, { ...outcome, wanted: outcome.answer.attachments, text })
  return invocation(outcome, envelope.object, { text, children: outcome.answer.attachments.length })
}

const invokeCustomize = (controller: Controller, request: unknown, context: HookContext): Invocation => {
  const envelope = checked(customize, request)
  matching(controller, envelope.parent)
  const answer = attempt('customize', () => controller.customize?.(envelope, context) ?? { relatedResources: [] })
  answer.relatedResources.forEach((rule) => readable(controller, rule))
  return { body: trusted<JsonObject>(answer), text: JSON.stringify(answer), parent: envelope.parent, children: 0, problems: [], resyncAfterSeconds: 0 }
}

const checked = <Schema extends TSchema>(check: Check<Schema>, request: unknown): ReturnType<typeof trusted<Schema['static']>> => {
  if (check.matches(request)) return request
  const problems = check.problems(request, '')
  throw new EnvelopeInvalid(problems[0]?.path || 'body', problems[0]?.message ?? 'has the wrong shape')
}

/** The request of a composite hook. Throws EnvelopeInvalid. */
export const compositeRequest = (request: unknown): CompositeRequest => checked(composite, request)
/** The request of a customize hook. Throws EnvelopeInvalid. */
export const customizeRequest = (request: unknown): CustomizeRequest => checked(customize, request)

const matching = ({ parent }: Controller, got: KubernetesObject): void => {
  if (got.apiVersion === parent.apiVersion && got.kind === parent.kind) return
  throw new ParentMismatch(`${parent.apiVersion} ${parent.kind}`, `${got.apiVersion} ${got.kind}`)
}

const attempt = <Result>(hook: HookName, run: () => Result): Result => {
  try {
    return run()
  } catch (cause) {
    const failure = new HookFailed(hook, cause instanceof Error ? cause.message : String(cause))
    failure.cause = cause
    throw failure
  }
}

const guarded = (
  { children: rules, parent: { scope } }: Controller,
  { parent, children }: { readonly parent: KubernetesObject; readonly children: ObjectGroups },
  { wanted, childless, answer, text }: { readonly wanted: readonly object[]; readonly childless: boolean; readonly answer: { readonly status?: unknown }; readonly text: string },
): void => {
  guard(trusted<readonly JsonObject[]>(wanted), answer.status, { rules, parent: { scope, namespace: parent.metadata.namespace }, observed: objectCount(children), childless, answerLength: text.length })
}

const readable = ({ name, reads, readsAny = false }: Controller, { apiVersion, resource, names, labelSelector, namespaceSelector, namespace }: RelatedRule): void => {
  if (!readsAny && !reads.some((kind) => kind.apiVersion === apiVersion && kind.plural === resource)) throw new GuardViolation('related-registered', `${name} does not list ${resource} among what it reads`)
  const exclusive = (names !== undefined && (labelSelector ?? namespaceSelector) !== undefined) || (namespace !== undefined && namespaceSelector !== undefined)
  if (exclusive) throw new GuardViolation('related-shape', `${name}: a rule for ${resource} mixes selectors that exclude each other`)
}

const invocation = (outcome: Outcome<CompositeAnswer | DecoratorAnswer>, parent: KubernetesObject, counted: Pick<Invocation, 'text' | 'children'>): Invocation => {
  const body = trusted<JsonObject & { resyncAfterSeconds?: number }>(outcome.answer)
  return { body, parent, ...counted, problems: outcome.problems, resyncAfterSeconds: body.resyncAfterSeconds ?? 0 }
}

/** Problems of an invocation in one line, for logs. */
export const saidProblems = ({ problems }: Pick<Invocation, 'problems'>): string => problemsText(problems, 3)
