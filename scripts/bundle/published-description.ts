import { trusted } from '../../src/protocol/trusted.ts'

/** Fields of package.json that people who install the package need. */
const fields = ['name', 'version', 'description', 'license', 'type', 'engines', 'bin', 'exports', 'files', 'dependencies'] as const

/**
 * package.json of the published package, from that of the repository. What is left out: that the repository is private, how
 * it is built and tested, and the Node that tests are run with.
 */
export const publishedDescription = (described: Readonly<Record<string, unknown>>): { readonly files: readonly string[] } =>
  trusted<{ readonly files: readonly string[] }>(Object.fromEntries(fields.map((field) => [field, described[field]])))
