import type { AnyObject, Objects } from '../harness/objects.ts'
import { kindOf } from '../harness/objects.ts'

/** What the API server has against objects in a dry run, with their names; unknown fields count. */
export const refusals = async (objects: Objects, given: readonly AnyObject[], namespace?: string): Promise<readonly string[]> =>
  (await Promise.all(given.map((object) => refusal(object, () => objects.apply(placed(object, namespace), { dryRun: true }))))).flat()

/** Stores parents, one after the other, and says what the API server has against the statuses that hooks answered for them. */
export const statusRefusals = async (objects: Objects, given: readonly AnyObject[], namespace: string): Promise<readonly string[]> => {
  const found: string[] = []
  for (const { status = {}, ...parent } of given.map((object) => placed(object, namespace))) {
    const stored = await objects.apply(parent)
    found.push(...await refusal(stored, () => objects.tryStatus({ apiVersion: parent.apiVersion, kind: parent.kind, metadata: placed(stored, namespace).metadata, status })))
  }
  return found
}

const refusal = async (object: AnyObject, attempt: () => Promise<unknown>): Promise<readonly string[]> => {
  try {
    await attempt()
    return []
  } catch (error) {
    return [`${object.kind}/${object.metadata.name}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** Only what a person writes of the metadata: a uid of another cluster would be refused. */
const placed = (object: AnyObject, namespace: string | undefined): AnyObject => {
  const { name, labels = {}, annotations = {} } = object.metadata
  const place = namespace === undefined || kindOf(object).scope === 'Cluster' ? {} : { namespace }
  return { ...object, metadata: { name, labels, annotations, ...place } }
}
