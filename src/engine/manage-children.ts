import type { JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { isAlreadyExists, isConflict, isNotFound } from './api-errors.ts'
import { decideCompleted } from './apply.ts'
import type { Decision } from './apply.ts'
import { changedPaths } from '../kit/changed-paths.ts'
import { ChildUnreadable, ResourceUnknown, messageOf } from './engine-errors.ts'
import { described, isDeleting } from './metadata.ts'
import { inOrder } from './object-groups.ts'
import type { ObjectGroups } from './object-groups.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { methodOf } from './registration.ts'
import { applyOnServer } from './server-side-apply.ts'
import type { AppliedChild } from './server-side-apply.ts'
import type { ServedKind } from './discovery.ts'

/** Children of a parent: as observed, and as wanted with labels, annotations and namespaces filled in. */
export interface Family {
  readonly parent: StoredObject
  readonly observed: ObjectGroups<StoredObject>
  readonly desired: ObjectGroups<StoredObject>
}

/**
 * Brings children in line: first deletes, then creates and updates, kind by kind (metacontroller.md §4.1). A failure is
 * collected and does not keep the others from being done.
 */
export const manageChildren = async (pass: Pass, family: Family): Promise<readonly string[]> => {
  const failures: string[] = []
  const attempt: Attempt = async (object, work) => {
    try {
      await work()
    } catch (error) {
      failures.push(`${described(object)}: ${messageOf(error)}`)
    }
  }
  await deleteUndesired(pass, family, attempt)
  await applyDesired(pass, family, attempt)
  return failures
}

type Attempt = (object: StoredObject, work: () => Promise<void>) => Promise<void>

const deleteUndesired = async (pass: Pass, { observed, desired }: Family, attempt: Attempt): Promise<void> => {
  for (const { apiVersion, kind, objects } of observed.sorted()) {
    for (const [key, object] of inOrder(objects)) {
      if (isDeleting(object) || desired.get(apiVersion, kind, key) !== undefined) continue
      await attempt(object, () => remove(pass, object, 'the answer does not want it'))
    }
  }
}

const applyDesired = async (pass: Pass, { parent, observed, desired }: Family, attempt: Attempt): Promise<void> => {
  for (const { apiVersion, kind, objects } of desired.sorted()) {
    const method = methodOf(pass.registration, apiVersion, kind)
    const isServerSide = pass.registration.applyStrategy === 'ServerSideApply'
    for (const [key, wanted] of inOrder(objects)) {
      const found = observed.get(apiVersion, kind, key)
      await attempt(wanted, () => isServerSide
        ? actOnServer(pass, parent, { wanted, found, method })
        : act(pass, decideCompleted({ observed: found, wanted: trusted(wanted), method }, parent), { wanted, found }))
    }
  }
}

const actOnServer = async (pass: Pass, parent: StoredObject, child: Omit<AppliedChild, 'kind'>): Promise<void> => {
  const outcome = await applyOnServer(pass, parent, { ...child, kind: kindOf(pass, child.wanted) })
  if (outcome === 'recreate') await remove(pass, child.found ?? child.wanted, 'it differs and is to be made anew')
}

interface Child {
  readonly wanted: StoredObject
  readonly found: StoredObject | undefined
}

const act = async (pass: Pass, decision: Decision, { wanted, found }: Child): Promise<void> => {
  switch (decision.action) {
    case 'create': return create(pass, trusted(decision.object))
    case 'update': return update(pass, trusted(decision.object), found)
    case 'recreate': return remove(pass, found ?? wanted, 'it differs and is to be made anew')
    case 'fail': throw new ChildUnreadable(described(wanted), decision.message)
    case 'nothing':
  }
}

const kindOf = ({ discovery }: Pass, { apiVersion, kind }: StoredObject): ServedKind => {
  const served = discovery.kind(apiVersion, kind)
  if (served === undefined) throw new ResourceUnknown(kind, apiVersion)
  return served
}

/** An object that has the name already is neither taken over nor reported. */
const create = (pass: Pass, object: StoredObject): Promise<void> =>
  swallowing(isAlreadyExists, () => pass.api.write({ verb: 'create', kind: kindOf(pass, object), object, reason: () => 'the answer wants it and it is not there' }))

const update = (pass: Pass, object: StoredObject, before: StoredObject | undefined): Promise<void> => swallowing(
  (error) => isNotFound(error) || isConflict(error),
  () => pass.api.write({ verb: 'update', kind: kindOf(pass, object), object, before, reason: () => `it differs: ${differences(before, object)}` }),
)

const differences = (before: StoredObject | undefined, after: StoredObject): string =>
  changedPaths(trusted<JsonValue>(before), after).join(', ')

const remove = (pass: Pass, object: StoredObject, why: string): Promise<void> =>
  swallowing(isNotFound, async () => {
    await pass.api.write({ verb: 'delete', kind: kindOf(pass, object), object, before: object, reason: () => why })
    pass.applied.drop(object)
  })

const swallowing = async (isHarmless: (error: unknown) => boolean, write: () => Promise<unknown>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    if (!isHarmless(error)) throw error
  }
}
