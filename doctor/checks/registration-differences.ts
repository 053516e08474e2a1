import type { Controller } from '../../src/kit/controller.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { same } from '../../src/kit/same.ts'
import { hooksOf } from '../../src/guard/invoke.ts'
import { hookPath } from '../../src/kit/controller.ts'
import { registration } from '../../src/generate/registration.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { at, listAt, mapAt, numberAt, textAt } from '../fields.ts'
import { hooksIn } from '../registered.ts'
import type { RegisteredHook } from '../registered.ts'

/** Codes of what a registration may have that this build would not register. */
export const differenceCodes = {
  ParentDiffers: { severity: 'error', why: 'the hooks are called for other objects than they are made for' },
  SelectorNotGenerated: { severity: 'error', why: 'without generateSelector children are told by labels of spec.selector, which parents do not have: every sync fails' },
  ChildMissing: { severity: 'error', why: 'a kind without a rule is created, never seen again and never deleted' },
  ChildForeign: { severity: 'warning', why: 'this build never names children of this kind: those that are there would be deleted' },
  MethodDiffers: { severity: 'error', why: 'with another update method children are never changed, or deleted and made again; Rolling methods stall after one child' },
  HookMissing: { severity: 'error', why: 'without this hook parents are not cleaned up, or the hook does not see what it decides on' },
  HookForeign: { severity: 'warning', why: 'this build has no such hook; a finalize hook puts a finalizer on every parent' },
  HookVersion: { severity: 'error', why: 'v1 reads answers loosely and names children in another way: hooks take v2 only' },
  NotStrict: { severity: 'error', why: 'an answer that is read loosely deletes all children when it is none' },
  HalfEtag: { severity: 'error', why: 'cacheTimeoutSeconds and cacheCleanupSeconds belong together: with one alone the registration is never built, and no Event says so' },
  PathDiffers: { severity: 'error', why: 'the service answers this hook at another path' },
  ReleaseDiffers: { severity: 'warning', why: 'the registration is of another release than this program: judge with the program of the release that runs, or register this one' },
} as const
export type DifferenceCode = keyof typeof differenceCodes

export interface Difference {
  readonly code: DifferenceCode
  readonly what: string
}

const differs = (isSo: boolean, code: DifferenceCode, what: string): readonly Difference[] => isSo ? [{ code, what }] : []

/** What a registered controller has otherwise than this build would register it. Addresses, timeouts and authorization are the installer's. */
export const differencesOf = (controller: Controller, found: StoredObject, release: string): readonly Difference[] => [
  ...subject(controller, found, registration(controller, release)),
  ...children(controller, found),
  ...hookNames(controller, found),
  ...hooksIn(found).flatMap((hook) => hookDifferences(controller, hook, release)),
]

const subject = (controller: Controller, found: StoredObject, wanted: JsonObject): readonly Difference[] => {
  if (controller.type === 'decorator') return differs(!same(sorted(at(found, 'spec', 'resources')), sorted(at(wanted, 'spec', 'resources'))), 'ParentDiffers', 'spec.resources is not that of this build')
  return [
    // A label selector may be the installer's: one of several installations.
    ...differs(!isFor(mapAt(found, 'spec', 'parentResource'), controller.parent), 'ParentDiffers', 'spec.parentResource is not that of this build'),
    ...differs(at(found, 'spec', 'generateSelector') !== true, 'SelectorNotGenerated', 'spec.generateSelector is not true'),
  ]
}

/** An API server may give keys back in another order. */
const sorted = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null, (_key, inner: unknown) =>
  typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => a < b ? -1 : 1)) : inner))

const isFor = (rule: JsonObject, { apiVersion, plural }: Kind): boolean => textAt(rule, 'apiVersion') === apiVersion && textAt(rule, 'resource') === plural

const children = (controller: Controller, found: StoredObject): readonly Difference[] => {
  const rules = listAt(found, 'spec', controller.type === 'composite' ? 'childResources' : 'attachments')
  const optional = (controller.optionalChildren ?? []).flatMap((more) => more.children)
  const known = [...controller.children, ...optional]
  const missing = controller.children.filter(({ kind }) => !rules.some((rule) => isFor(rule, kind)))
  return [
    ...missing.map(({ kind }): Difference => ({ code: 'ChildMissing', what: `no rule for ${kind.plural} of ${kind.apiVersion}` })),
    ...rules.flatMap((rule) => {
      const name = `${textAt(rule, 'resource')} of ${textAt(rule, 'apiVersion')}`
      const wanted = known.find(({ kind }) => isFor(rule, kind))
      if (wanted === undefined) return differs(true, 'ChildForeign', `a rule for ${name}`)
      const method = textAt(rule, 'updateStrategy', 'method') || 'OnDelete'
      return differs(method !== wanted.method, 'MethodDiffers', `${name}: ${method} instead of ${wanted.method}`)
    }),
  ]
}

const hookNames = (controller: Controller, found: StoredObject): readonly Difference[] => {
  const own: readonly string[] = hooksOf(controller)
  const there: readonly string[] = hooksIn(found).map(({ name }) => name)
  return [
    ...own.filter((name) => !there.includes(name)).map((name): Difference => ({ code: 'HookMissing', what: `no ${name} hook` })),
    ...there.filter((name) => !own.includes(name)).map((name): Difference => ({ code: 'HookForeign', what: `a ${name} hook` })),
  ]
}

const hookDifferences = (controller: Controller, { name, hook, webhook }: RegisteredHook, release: string): readonly Difference[] => {
  const version = textAt(hook, 'version') || 'v1'
  const mode = textAt(webhook, 'responseUnMarshallMode') || (version === 'v2' ? 'strict' : 'loose')
  const etag = mapAt(webhook, 'etag')
  const times = ['cacheTimeoutSeconds', 'cacheCleanupSeconds'].filter((field) => numberAt(etag, field) !== undefined)
  const { path, mark } = placeOf(webhook)
  const isThere = path === hookPath(controller, name)
  return [
    ...differs(version !== 'v2', 'HookVersion', `${name}: version ${version}`),
    ...differs(mode !== 'strict', 'NotStrict', `${name}: responseUnMarshallMode ${mode}`),
    ...differs(at(etag, 'enabled') === true && times.length === 1, 'HalfEtag', `${name}: etag has only ${times.join('')}`),
    ...differs(!isThere, 'PathDiffers', `${name}: path ${path} instead of ${hookPath(controller, name)}`),
    ...differs(isThere && mark !== release, 'ReleaseDiffers', `${name}: release ${mark ?? 'without a mark'}, this program is ${release}`),
  ]
}

const placeOf = (webhook: JsonObject): { readonly path: string; readonly mark: string | null } => {
  const text = textAt(webhook, 'url') || textAt(webhook, 'path')
  if (!URL.canParse(text, 'http://service')) return { path: text, mark: null }
  const { pathname, searchParams } = new URL(text, 'http://service')
  return { path: pathname, mark: searchParams.get('release') }
}
