import type { RelatedRule } from '../protocol/answer.ts'
import type { Kind } from './kind.ts'

export type { RelatedRule } from '../protocol/answer.ts'

/** Asks for objects by name in one namespace. Without a name nothing is asked for. */
export const named = (of: Kind, namespace: string | undefined, names: readonly string[]): readonly RelatedRule[] =>
  names.length === 0 ? [] : [{ apiVersion: of.apiVersion, resource: of.plural, ...within(namespace), names: [...names] }]

/** Asks for the objects of one namespace that carry these labels. */
export const labelled = (of: Kind, namespace: string | undefined, matchLabels: Readonly<Record<string, string>>): readonly RelatedRule[] =>
  [{ apiVersion: of.apiVersion, resource: of.plural, ...within(namespace), labelSelector: { matchLabels: { ...matchLabels } } }]

const within = (namespace: string | undefined): { namespace?: string } => namespace === undefined ? {} : { namespace }
