import { documentCheckOf } from '../../../src/kit/check.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { memoByPlace } from '../../../src/kit/memo.ts'
import { dnsLabelProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { TObject } from '../../../src/kit/schema.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { componentLabels } from '../labels.ts'
import { generalHash } from '../python/hash.ts'
import { yamlText } from '../python/yaml-text.ts'
import type { Component, ComponentKind, TableReference } from './component-kind.ts'

/** The file that the runtime reads for a component, and the ConfigMap around it. */
export interface DefinitionFile {
  /** Name of ConfigMap and volume, and stem of the file. */
  readonly object: string
  /** Key in the ConfigMap and name of the file. */
  readonly file: string
  readonly text: string
  readonly labels: Readonly<Record<string, string>>
  /** Upstream's component hash: labels, names and text (kaspr-resources.md 6.2, second row). */
  readonly hash: string
  /** Hash of the text alone. */
  readonly content: string
  /** The one entry of the file. */
  readonly entry: JsonObject
}

/** Everything that follows from a component alone. `file` is there only when there are no problems. */
export interface Reading {
  readonly problems: readonly Problem[]
  readonly file?: DefinitionFile
  readonly warnings: readonly Problem[]
  readonly tableReferences: readonly TableReference[]
}

export type Read = (component: Component) => Reading

/** Reads components of one kind; remembered by content, because an app reads all of its components on every sync. */
export const readerOf = <Spec extends TObject>(kind: ComponentKind<Spec>): Read => {
  const remember = memoByPlace<Reading>()
  const shape = documentCheckOf(kind.resource.spec)
  return (component) => {
    const { metadata: { name, namespace, labels }, spec } = component
    return remember(`${namespace ?? ''}/${name}`, [name, namespace, labels, spec], () => {
      if (!shape.matches(spec)) return unreadable(shape.problems(spec ?? {}, 'spec'))
      const problems = [...nameProblems(name, kind.suffix), ...kind.problems(spec)]
      if (problems.length > 0) return unreadable(problems)
      const file = definitionFile(kind, component, kind.definition(spec, name))
      if (JSON.stringify(file.text).length > mostCharacters) return unreadable([tooLarge])
      return {
        problems,
        file,
        warnings: kind.unknownSteps?.(spec) ?? [],
        tableReferences: kind.tableReferences?.(spec) ?? [],
      }
    })
  }
}

/** Metacontroller repeats every child in an annotation of it, and annotations end at 256 KiB; the rest is for labels. */
export const mostCharacters = 200 * 1024
const tooLarge = problem('spec', `makes a definition file of more than ${mostCharacters / 1024} KiB, which does not fit beside the record of it: move code into a package`)

const unreadable = (problems: readonly Problem[]): Reading => ({ problems, warnings: [], tableReferences: [] })

/** The object's name becomes the name of a volume (kaspr-resources.md §10 no. 47). */
const nameProblems = (name: string, suffix: string): readonly Problem[] => {
  const said = dnsLabelProblem(`${name}-${suffix}`)
  return said === undefined ? [] : [problem('metadata.name', `with "-${suffix}" it names a volume: ${said}`)]
}

const definitionFile = <Spec extends TObject>(kind: ComponentKind<Spec>, { metadata }: Component, entry: JsonObject): DefinitionFile => {
  const object = `${metadata.name}-${kind.suffix}`
  const file = `${object}.yaml`
  const text = yamlText({ [kind.key]: [entry] })
  const labels = componentLabels(kind.resource.kind, { component: metadata.name, object }, metadata.labels)
  const hash = componentHash({ name: object, namespace: metadata.namespace, labels, data: { [file]: text } })
  return { object, file, text, labels, hash, content: sha256Hex(text).slice(0, 16), entry }
}

interface HashedConfigMap {
  readonly name: string
  readonly namespace: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly data: Readonly<Record<string, string>>
}

/** Upstream's hash of a ConfigMap as its client library models it: every unset field counts as null. */
export const componentHash = ({ name, namespace, labels, data }: HashedConfigMap): string => generalHash({
  api_version: 'v1',
  binary_data: null,
  data,
  immutable: null,
  kind: 'ConfigMap',
  metadata: { ...unsetMetadata, labels, name, namespace: namespace ?? null },
})

const unsetMetadata = {
  creation_timestamp: null, deletion_grace_period_seconds: null, deletion_timestamp: null, finalizers: null, generate_name: null, generation: null,
  managed_fields: null, owner_references: null, resource_version: null, self_link: null, uid: null,
}
