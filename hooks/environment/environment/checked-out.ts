import type { Source } from '../project/resource.ts'
import type { SourceRef } from './spec/environment.ts'

/** Commit or branch that is checked out of a source. `HEAD` and the empty text are no commit. */
export const checkedOut = (given: SourceRef | undefined, source: Source | undefined): string =>
  [given?.commitSha, given?.branch, source?.branch].find((text) => text !== undefined && text !== '' && text !== 'HEAD') ?? 'main'
