import { Conflict } from '../../engine/api-errors.ts'
import { refusalOf } from '../../engine/api-defaults/immutable-fields.ts'
import { described, finalizersOf, isDeleting, metadataOf, uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { equals } from '../../engine/structural-equality.ts'
import { problem } from '../../kit/problem.ts'
import type { Problem } from '../../kit/problem.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { objectOf, present, without } from '../json-fields.ts'
import { timestamp } from '../../kit/timestamp.ts'
import { checkChange } from './admission.ts'
import { isHeld } from './deletion.ts'
import { managers } from './creation.ts'
import { systemFields } from './kind-rules.ts'
import type { KindRules } from './kind-rules.ts'
import { metadataProblems } from './metadata-problems.ts'
import { refuseProblems, stored } from './parts.ts'
import type { ServerParts, Write } from './parts.ts'
import { reprepared } from './preparation.ts'

const referenceOf = ({ kind }: KindRules, object: StoredObject) => ({ kind, name: object.metadata.name, namespace: object.metadata.namespace })

/** PUT of the whole object; status stays. What is stored already is not stored again, and nobody is told. */
export const update = (parts: ServerParts, { kind, object, by }: Write): StoredObject => {
  const rules = parts.rulesOf(kind)
  const sent = trusted<StoredObject>(object)
  const before = stored(parts, referenceOf(rules, sent))
  checkVersion(rules, before, sent)
  const next = nextOf(rules, before, sent)
  refuseProblems(next, [...metadataProblems(rules.kind, next), ...finalizerProblems(before, next), ...immutable(before, next), ...rules.problems(next)])
  checkChange(parts, before, next)
  return equals(next, before) ? before : put(parts, { rules, before, next, by })
}

/** PUT of the status subresource: everything else stays. */
export const updateStatus = (parts: ServerParts, { kind, object, by }: Write): StoredObject => {
  const rules = parts.rulesOf(kind)
  const sent = trusted<StoredObject>(object)
  const before = stored(parts, referenceOf(rules, sent))
  checkVersion(rules, before, sent)
  const status = object['status'] === undefined || object['status'] === null ? undefined : rules.shapedStatus(object['status'])
  refuseProblems(before, status === undefined ? [] : rules.statusProblems(status))
  const next = trusted<StoredObject>(present({ ...before, status }))
  return equals(objectOf(next)['status'], objectOf(before)['status']) ? before : renewed(parts, next, by)
}

/** Writes an object as it is, under a new version. Only for what has a subresource of its own: binding, finalizing. */
export const renewed = ({ table, nextVersion }: ServerParts, next: StoredObject, by: string): StoredObject => {
  const object = { ...next, metadata: { ...next.metadata, resourceVersion: nextVersion() } }
  table.put(object, by)
  return object
}

const checkVersion = ({ kind }: KindRules, before: StoredObject, sent: StoredObject): void => {
  const { resourceVersion = '', uid = '' } = sent.metadata
  if (uid !== '' && uid !== uidOf(before)) throw new Conflict(described(before), `the uid sent is ${uid}, the one stored is ${uidOf(before)}`)
  if (resourceVersion === '' && kind.isCustom) refuseProblems(sent, [problem('metadata.resourceVersion', 'must be specified for an update')])
  if (resourceVersion !== '' && resourceVersion !== before.metadata.resourceVersion) throw new Conflict(described(before), 'it has been modified; read it again and try once more')
}

/** The object that would be stored: system fields and status stay as they are. */
const nextOf = (rules: KindRules, before: StoredObject, sent: JsonObject): StoredObject => {
  const shape = rules.shaped(reprepared({ ...sent, apiVersion: rules.kind.apiVersion, kind: rules.kind.kind }, before))
  const system = Object.fromEntries(systemFields.flatMap((name) => metadataOf(before)[name] === undefined ? [] : [[name, metadataOf(before)[name] ?? null]]))
  const metadata = without(objectOf(shape['metadata']), ...(rules.kind.scope === 'Cluster' ? ['namespace'] : []))
  return trusted<StoredObject>(present({ ...shape, metadata: { ...metadata, ...system }, status: trusted<JsonObject>(before)['status'] }))
}

interface Put {
  readonly rules: KindRules
  readonly before: StoredObject
  readonly next: StoredObject
  readonly by: string
}

const put = (parts: ServerParts, { rules, before, next, by }: Put): StoredObject => {
  const generation = next.metadata.generation ?? 0
  const object = trusted<StoredObject>({
    ...next,
    metadata: present({
      ...metadataOf(next),
      generation: generation > 0 ? generation + (isCounted(before, next) ? 1 : 0) : undefined,
      resourceVersion: parts.nextVersion(),
      managedFields: managers(rules, by, timestamp(parts.now())),
    }),
  })
  if (isGone(object)) parts.table.remove(object, by)
  else parts.table.put(object, by)
  return object
}

/** Everything but metadata and status counts; for a Deployment its annotations do as well. */
const isCounted = (before: StoredObject, next: StoredObject): boolean =>
  !equals(body(before), body(next)) || (next.kind === 'Deployment' && !equals(metadataOf(before)['annotations'], metadataOf(next)['annotations']))

const body = (object: JsonObject): JsonObject => without(object, 'metadata', 'status')

/** The last finalizer of a deleted object is gone, and no grace period runs. */
const isGone = (object: StoredObject): boolean => {
  const { deletionGracePeriodSeconds = 0 } = metadataOf(object)
  return isDeleting(object) && finalizersOf(object).length === 0 && deletionGracePeriodSeconds === 0 && !isHeld(object)
}

const finalizerProblems = (before: StoredObject, next: StoredObject): readonly Problem[] => {
  const added = finalizersOf(next).filter((name) => !finalizersOf(before).includes(name))
  return isDeleting(before) && added.length > 0 ? [problem('metadata.finalizers', `an object that is being deleted gets no new ones (${added.join(', ')})`)] : []
}

const immutable = (before: StoredObject, next: StoredObject): readonly Problem[] => {
  const why = refusalOf(before, next)
  return why === undefined ? [] : [problem(why.split(' ')[0] ?? 'spec', why.split(' ').slice(1).join(' '))]
}
