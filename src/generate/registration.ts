import { hooksOf } from '../guard/invoke.ts'
import type { ChildRule, Controller, DecoratorController, HookName } from '../kit/controller.ts'
import type { Kind } from '../kit/kind.ts'
import { preserves, properties } from '../kit/structure.ts'
import { DefinitionInvalid } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { address } from './address.ts'
import { partOf } from './crd.ts'
import { hookPath } from '../kit/controller.ts'

/** Room for a slow start of the service; answers take milliseconds. */
const timeout = '30s'

/**
 * Longer than the 30 minutes between Metacontroller's own resyncs, else no resync would find its answer cached. Both
 * fields stand here or none: one alone keeps the controller from ever being built (metacontroller.md §6.2, trap 48).
 */
const etag = { enabled: true, cacheTimeoutSeconds: 3600, cacheCleanupSeconds: 300 } as const

/** The CompositeController or DecoratorController that registers a controller with Metacontroller 4.17. */
export const registration = (controller: Controller, release: string): JsonObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: registrationKind(controller),
  metadata: { name: controller.name, labels: partOf },
  spec: { ...subject(controller), hooks: hooks(controller, release) },
})

export const registrationKind = ({ type }: Controller): string => type === 'composite' ? 'CompositeController' : 'DecoratorController'

const subject = (controller: Controller): JsonObject => controller.type === 'composite'
  ? { generateSelector: true, parentResource: parentOf(controller), childResources: childRules(controller.children) }
  : { resources: [target(controller)], attachments: childRules(controller.children) }

/** Metacontroller writes status.observedGeneration on every pass; a CRD that prunes it makes that a loop (trap 16). */
const parentOf = ({ name, parent }: Extract<Controller, { type: 'composite' }>): JsonObject => {
  const status = trusted<JsonObject>(parent.status)
  const isKept = preserves(status) || Object.hasOwn(properties(status), 'observedGeneration')
  if (!isKept) throw new DefinitionInvalid(name, `status of ${parent.kind} needs observedGeneration`)
  return named(parent)
}

const target = ({ parent, selector: { labelSelector, annotationSelector } }: DecoratorController): JsonObject => ({
  ...named(parent),
  ...(labelSelector === undefined ? {} : { labelSelector: trusted<JsonObject>(labelSelector) }),
  ...(annotationSelector === undefined ? {} : { annotationSelector: trusted<JsonObject>(annotationSelector) }),
})

const named = ({ apiVersion, plural }: Kind): JsonObject => ({ apiVersion, resource: plural })

/** Kinds of children with their update methods. */
export const childRules = (children: readonly ChildRule[]): readonly JsonObject[] =>
  children.map(({ kind, method }) => ({ ...named(kind), updateStrategy: { method } }))

const hooks = (controller: Controller, release: string): JsonObject =>
  Object.fromEntries(hooksOf(controller).map((hook) => [hook, { version: 'v2', webhook: webhook(controller, hook, release) }]))

const webhook = (controller: Controller, hook: HookName, release: string): JsonObject => ({
  service: address,
  // The mark makes a new release a new spec: Metacontroller then syncs every parent again (trap 44).
  path: `${hookPath(controller, hook)}?release=${encodeURIComponent(release)}`,
  timeout,
  responseUnMarshallMode: 'strict',
  ...(hook === 'customize' ? {} : { etag }),
})
