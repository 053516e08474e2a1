import type { Source } from '../project/resource.ts'
import type { SourceRef } from './spec/environment.ts'

/** Commit or branch that is checked out of a source. `HEAD` and the empty text are no commit. */
export const checkedOut = (given: SourceRef | undefined, source: Source | undefined): string =>
  [given?.commitSha, given?.branch, source?.branch].find((text) => text !== undefined && text !== '' && text !== 'HEAD') ?? 'main'

/**
 * What an Environment says of the application's source, the first one of its Project: the entry of that name, else the first entry,
 * unless that is about another source.
 */
export const applicationRef = (given: readonly SourceRef[] = [], sources: readonly Source[] = []): SourceRef | undefined => {
  const [first] = given
  return given.find(({ name }) => name === sources[0]?.name) ?? (sources.some(({ name }) => name === first?.name) ? undefined : first)
}
