import { controllers } from '../../hooks/index.ts'
import { methodAmong } from '../diff/method.ts'
import type { ObjectDiff } from '../diff/object-diff.ts'
import { objectDiffs } from '../diff/object-diffs.ts'
import { discoveryOf } from '../engine/discovery.ts'
import { withMetadata } from '../engine/metadata.ts'
import { RenderingInvalid } from '../protocol/errors.ts'
import { configured } from '../kit/configured.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Settings } from '../kit/settings.ts'
import type { Terminal } from './command.ts'
import { placeOf, readDocuments } from './documents.ts'
import type { Source } from './documents.ts'
import { renderWithPrograms } from './rendering.ts'

interface Surroundings {
  readonly terminal: Terminal
  readonly settings: Settings
  /** For documents that name none. */
  readonly namespace: string
}

/** How two files differ once their parents are rendered; everything else in them is taken as it is. Throws RenderingInvalid. */
export const diffRenderings = async (before: string, after: string, around: Surroundings): Promise<readonly ObjectDiff[]> =>
  objectDiffs(await objectsOf(before, around), await objectsOf(after, around), methodAmong(configured(controllers, around.settings)))

const objectsOf = async (file: string, { terminal, settings, namespace }: Surroundings): Promise<readonly JsonObject[]> => {
  const sources = await readDocuments([file], terminal)
  const { parents, skipped } = await renderWithPrograms(sources, { controllers: configured(controllers, settings), context: { now: terminal.now(), settings }, namespace, wanted: () => true })
  for (const { source, problems } of parents) {
    const problem = problems[0]
    // The children of an invalid parent are frozen: without a cluster there are none, and all would seem deleted.
    if (problem !== undefined) throw new RenderingInvalid(placeOf(source), problem.path, problem.message)
  }
  return [...parents.flatMap(({ children }) => children), ...skipped.map((source) => placed(source, namespace))]
}

const builtIn = discoveryOf([])

/** What stands in no namespace stands in the given one, unless its kind knows none. */
const placed = ({ object }: Source, namespace: string): JsonObject => {
  const isPlaced = object.metadata.namespace !== undefined || builtIn.kind(object.apiVersion, object.kind)?.scope !== 'Namespaced'
  return isPlaced ? object : withMetadata(object, { namespace })
}
