import { isObject } from '../../../../src/kit/json.ts'
import type { App } from '../app.ts'
import { contentHash } from '../content-hash.ts'

/**
 * What the group reads: topics, patterns, tables and joins, as sets. Only a change of these needs a rebalance
 * (kaspr-lifecycle.md 5.3); hashes, webviews and tasks do not count.
 */
export const subscriptionFingerprint = ({ parts, joins }: App): string => {
  const mounted = parts.filter((part) => part.group === 'joins' ? joins.includes(part) : part.hash !== undefined)
  const specs = (group: string) => mounted.filter((part) => part.group === group).map(({ component }) => component)
  const topics = specs('agents').map(({ spec }) => topicOf(spec))
  return contentHash({
    topics: sortedSet(topics.flatMap(({ name }) => name.split(','))),
    patterns: sortedSet(topics.map(({ pattern }) => pattern)),
    tables: sortedSet(specs('tables').map(({ metadata, spec }) => `${metadata.name}=${textField(spec, 'name')}`)),
    joins: sortedSet(specs('joins').map(({ metadata }) => metadata.name)),
  })
}

const sortedSet = (texts: readonly string[]): readonly string[] => [...new Set(texts.map((one) => one.trim()).filter((one) => one !== ''))].sort()

const topicOf = (spec: unknown): { readonly name: string; readonly pattern: string } => {
  const input = isObject(spec) ? spec['input'] : undefined
  const topic = isObject(input) ? input['topic'] : undefined
  return { name: textField(topic, 'name'), pattern: textField(topic, 'pattern') }
}

const textField = (from: unknown, key: string): string => {
  const value = isObject(from) ? from[key] : undefined
  return typeof value === 'string' ? value : ''
}
