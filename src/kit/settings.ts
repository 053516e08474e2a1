import { problem } from './problem.ts'
import type { Problem } from './problem.ts'

/**
 * Settings of the service, as the environment variables they were given by. They are read once at the boundary and
 * handed to every hook, so that a hook needs no environment and a recording holds everything an answer depends on.
 */
export type Settings = Readonly<Record<string, string>>

/** A setting that is on or off; undefined: it is not given, or it is neither. */
export const flagOf = (settings: Settings, name: string): boolean | undefined => {
  const given = settings[name]?.trim() ?? ''
  if (/^(True|true|yes|1)$/.test(given)) return true
  return /^(False|false|no|0)$/.test(given) ? false : undefined
}

/** Settings of these names that are neither on nor off. */
export const flagProblems = (settings: Settings, names: readonly string[]): readonly Problem[] =>
  names.flatMap((name) => flagOf(settings, name) === undefined && (settings[name] ?? '').trim() !== '' ? [problem(name, `must be true or false, not "${settings[name] ?? ''}"`)] : [])
