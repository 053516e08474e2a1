import { template } from './helm.ts'
import { matrix } from './values.ts'

// What `helm template` prints for every set of values, kept in files, so that a change of a template is seen as what it
// does to a cluster. Definitions and dashboards are left out: they are files of their own.

export const snapshotFolder = 'test/goldens/chart'

export interface Snapshot { readonly path: string; readonly text: string }

/** What `helm template` prints, one text a document; what it says when it fails. */
const documentsIn = (values: object): readonly string[] => {
  const { status, out, err } = template(values)
  return status === 0 ? out.split(/^---\n/m).filter((document) => document.trim() !== '' && !leftOut.test(document)).map(masked) : [`${err}\n`]
}

const leftOut = /^kind: CustomResourceDefinition$|^kind: ConfigMap$(?=[^]*grafana_dashboard)/m

/** Tokens are drawn, and what is derived from them changes with them. */
const masked = (document: string): string => document
  .replaceAll(/^( {2}(?:token|next|accepted): ).*$/gm, '$1<drawn>')
  .replaceAll(/wire=[0-9a-f]{16}/g, 'wire=<mark>')
  .replaceAll(/value: "[0-9a-f]{16}"/g, 'value: "<mark>"')

/** The defaults whole; of every other set what the defaults do not have like that, below a list of what it has not. */
export const snapshots = (): readonly Snapshot[] => {
  const { defaults = {}, ...others } = matrix
  const usual = documentsIn(defaults)
  return [
    snapshot('defaults', usual),
    ...Object.entries(others).map(([name, values]) => {
      const documents = documentsIn(values)
      const names = documents.map(nameOf)
      const missing = usual.map(nameOf).filter((one) => !names.includes(one)).map((one) => `# not there: ${one}\n`).join('')
      return snapshot(name, [...missing === '' ? [] : [missing], ...documents.filter((document) => !usual.includes(document))])
    }),
  ]
}

const nameOf = (document: string): string => {
  const [, kind = '', name = ''] = /^kind: (.*)\nmetadata:\n {2}name: "?([^"\n]*)/m.exec(document) ?? []
  return `${kind} ${name}`
}

const snapshot = (name: string, documents: readonly string[]): Snapshot => ({ path: `${snapshotFolder}/${name.replaceAll(' ', '-')}.yaml`, text: documents.join('---\n') })
