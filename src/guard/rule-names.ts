import { childChecks } from './rules.ts'

/** Names of all rules, so that each can be counted from 0 on. */
export const ruleNames: readonly string[] = [
  ...Object.keys(childChecks), 'not-emptied', 'no-duplicate', 'object', 'status-object', 'status-size', 'related-registered', 'related-shape',
]
