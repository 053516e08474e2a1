import type { Source } from '../project/resource.ts'
import type { Environment } from './environment.ts'
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

export interface Checkout { readonly source: Source | undefined; readonly commit: string }

/** What a build or a chart is made from: the source that it names, or the application's when it names none. */
export const checkoutOf = ({ spec: { sources }, project }: Pick<Environment, 'spec' | 'project'>, { sourceRef }: { readonly sourceRef?: string | undefined }): Checkout => {
  if (sourceRef === undefined) return { source: project?.sources[0], commit: checkedOut(applicationRef(sources, project?.sources), project?.sources[0]) }
  const source = project?.sources.find(({ name }) => name === sourceRef)
  return { source, commit: checkedOut(sources?.find(({ name }) => name === source?.name), source) }
}
