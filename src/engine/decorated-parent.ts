import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { isConflict, isNotFound } from './api-errors.ts'
import { changedPaths } from '../kit/changed-paths.ts'
import { ParentFailed, messageOf } from './engine-errors.ts'
import { holdsFinalizer } from './finalizer.ts'
import type { SyncAnswer, TextPatch } from './hook-answer.ts'
import { described, finalizersOf, withField, withMetadata } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { finalizerOf } from './registration.ts'
import { equals } from './structural-equality.ts'

type Texts = Readonly<Record<string, string>>

/**
 * Writes what a decorator changes on its target: status, labels, annotations, and its finalizer when it has finished
 * (metacontroller.md §3.13). It writes what the cache held, so a newer target is a conflict. False when the target is
 * gone or newer: then its attachments are not looked after in this pass. Throws ParentFailed.
 */
export const decoratedParent = async (pass: Pass, target: StoredObject, answer: SyncAnswer): Promise<boolean> => {
  const next = changed(pass, target, answer)
  if (equals(next, target)) return true
  try {
    const stored = await withStatus(pass, target, next)
    await pass.api.write({ verb: 'update', kind: pass.kind, object: stored, before: target, reason: () => `the answer changes ${changedPaths(target, next).join(', ')}` })
    return true
  } catch (error) {
    if (isNotFound(error) || isConflict(error)) return false
    throw new ParentFailed(described(target), messageOf(error))
  }
}

/** The status goes first, into its subresource where the kind has one; the second write needs the version of the first. */
const withStatus = async ({ api, kind, discovery }: Pass, target: StoredObject, next: StoredObject): Promise<StoredObject> => {
  const isOwn = discovery.kind(target.apiVersion, target.kind)?.hasStatus === true
  if (!isOwn || equals(next['status'], target['status'])) return next
  const written = await api.write({ verb: 'updateStatus', kind, object: next, before: target, reason: () => 'the answer changes the status' })
  return withMetadata(next, { resourceVersion: written?.metadata.resourceVersion })
}

const changed = ({ registration }: Pass, target: StoredObject, { labels, annotations, status, finalized }: SyncAnswer): StoredObject => {
  const { metadata } = target
  const finalizers = finalized && holdsFinalizer(registration, target) ? finalizersOf(target).filter((name) => name !== finalizerOf(registration)) : metadata.finalizers
  const patchedLabels = patched(metadata.labels, labels)
  const patchedAnnotations = patched(metadata.annotations, annotations)
  const next = withMetadata(target, { labels: patchedLabels, annotations: patchedAnnotations, finalizers: finalizers?.length === 0 ? undefined : finalizers })
  return status === undefined || equals(status, statusOf(target)) ? next : withField(next, 'status', status)
}

const statusOf = (target: StoredObject): JsonObject | undefined => {
  const status = target['status']
  return isObject(status) ? status : undefined
}

/** Set or removed keys; the very same map when nothing changes. */
const patched = (texts: Texts | undefined, patch: TextPatch): Texts | undefined => {
  const isSame = Object.entries(patch).every(([key, value]) => value === null ? texts?.[key] === undefined : texts?.[key] === value)
  if (isSame) return texts
  const kept = Object.entries(texts ?? {}).filter(([key]) => !Object.hasOwn(patch, key))
  const set = Object.entries(patch).flatMap(([key, value]) => value === null ? [] : [[key, value] as const])
  return Object.fromEntries([...kept, ...set])
}
