import type { Config, EnvEntry } from './spec/config.ts'

/**
 * One configuration over another (environment.md A11): what is given replaces, variables are merged by name, in the order of
 * the lower one. An empty text counts as not given; an empty list clears (upstream could not clear one, Part C 29).
 */
export const merged = (lower: Config, upper: Config): Config => ({
  ...lower,
  ...Object.fromEntries(Object.entries(upper).filter(([, value]) => value !== undefined && value !== '')),
  ...(lower.env === undefined && upper.env === undefined ? {} : { env: mergedEnv(lower.env ?? [], upper.env) }),
})

/** Variables by name: overrides in place, new ones behind. */
export const mergedEnv = (lower: readonly EnvEntry[], upper: readonly EnvEntry[] = []): EnvEntry[] => [
  ...lower.map((entry) => upper.findLast(({ name }) => name === entry.name) ?? entry),
  ...upper.filter(({ name }, at) => !lower.some((entry) => entry.name === name) && upper.findLastIndex((other) => other.name === name) === at),
]
