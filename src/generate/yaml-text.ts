import { stringify } from 'yaml'
import { mark } from './generated-file.ts'

/** YAML of some documents under the mark: no folding, no anchors, and words that YAML 1.1 readers take for booleans quoted. */
export const yamlText = (...documents: readonly object[]): string => `# ${mark}\n${documents.map(documentText).join('---\n')}`

const documentText = (document: object): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, indentSeq: false, compat: 'yaml-1.1' })
