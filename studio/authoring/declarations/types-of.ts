import type { NamedKind } from '../../../hooks/program/custom-resource-definition.ts'
import { typesDigestOf } from '../../../hooks/program/types-digest.ts'
import { groupKey } from '../../../src/protocol/group-key.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { Typed } from '../authoring.ts'
import { childType, groupField, observedType, partType } from './kind-type.ts'
import { knownKind } from './known-kind.ts'
import type { KnownKind } from './known-kind.ts'
import { moduleText } from './module-text.ts'
import { docComment, quoted } from './typescript-text.ts'

export interface ProgramTypes {
  /** Text of one `.d.ts`. */
  readonly text: string
  /** Digest of what it was made from; undefined while the definition of the parents is not known. */
  readonly digest: string | undefined
}

/** Types of a program. What is not known is open: fields of any name, of type `unknown`. */
export const typesOf = (typed: Typed): ProgramTypes => ({ text: textOf(typed), digest: typesDigestOf(typed.spec, definitionSpecs(typed)) })

const definitionSpecs = ({ definitions }: Typed): Parameters<typeof typesDigestOf>[1] =>
  new Map([...definitions].map(([name, { spec }]) => [name, isObject(spec) ? { spec } : {}]))

const textOf = ({ spec, definitions }: Typed): string => {
  const known = (of: NamedKind): KnownKind | undefined => knownKind(of, definitions)
  const children = kindsOf(spec.children ?? [], known)
  const related = kindsOf(spec.related ?? [], known)
  return [
    `// Types of the program: ${quoted(spec.parent.resource)} of ${quoted(spec.parent.apiVersion)} and the children that it may make.\n`,
    "declare module '@studio/k8s' {",
    moduleText,
    parentText(spec.parent, known(spec.parent)),
    groupsText('Children', children, ''),
    // A rule that speaks of a field which the parent lacks is left out, and its group with it.
    groupsText('Related', related, '?'),
    `  /** A child that this program may ask for. */\n  export type Child = ${childUnion(children)}\n`,
    '}\n',
    globalTypes,
  ].join('\n')
}

interface Kinds {
  readonly known: readonly KnownKind[]
  /** Kinds that neither Kubernetes nor a CRD at hand defines. */
  readonly unknown: readonly NamedKind[]
}

const kindsOf = (named: readonly NamedKind[], known: (of: NamedKind) => KnownKind | undefined): Kinds => {
  const found = named.map((of) => ({ of, kind: known(of) }))
  const byKey = new Map(found.flatMap(({ kind }) => kind === undefined ? [] : [[groupKey(kind), kind] as const]))
  return { known: [...byKey.values()], unknown: found.flatMap(({ of, kind }) => kind === undefined ? [of] : []) }
}

const parentText = ({ apiVersion }: NamedKind, kind: KnownKind | undefined): string => {
  const parent = kind === undefined ? `Observed<${quoted(apiVersion)}, string, AnyMeta> & Open` : observedType(kind)
  return [
    `${docComment(kind?.schema?.['description'], '  ')}  export type Parent = ${parent}\n`,
    '  /** Status of the parent as an answer gives it: all of it, what is left out is gone. */\n',
    `  export type NewStatus = ${partType(kind, 'status', 'written')}\n`,
  ].join('')
}

const groupsText = (name: string, { known, unknown }: Kinds, mark: '' | '?'): string => {
  const others = unknown.length === 0 ? '' : ` & { readonly [kind: string]: ClusterGroup<Observed<string, string, AnyMeta> & Open>${mark === '' ? '' : ' | undefined'} }`
  return `  export type ${name} = {\n${known.map((kind) => groupField(kind, mark)).join('')}  }${others}\n`
}

const childUnion = ({ known, unknown }: Kinds): string => {
  const types = [...known.map(childType), ...unknown.map(({ apiVersion }) => `Desired<${quoted(apiVersion)}, string> & Open`)]
  return types.length === 0 ? 'never' : types.map((type) => `\n    | (${type})`).join('')
}

const globals = ['Sync', 'Finalize', 'SyncRequest', 'SyncAnswer', 'FinalizeAnswer', 'Context', 'Parent', 'NewStatus', 'Child'] as const

const globalTypes = globals.map((name) => `type ${name} = import('@studio/k8s').${name}\n`).join('')
