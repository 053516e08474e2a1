import type { ParseArgsConfig } from 'node:util'

/** The world as a command sees it, so that tests need no process. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whole standard input as text. */
  readonly stdin: () => Promise<string>
  readonly env: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly now: () => string
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** One command of the command line; one file each. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints: usage, options, an example. */
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Options that take two words, `--apply-at 30s FILE`: both come as one text with a space between them. */
  readonly pairs?: readonly string[]
  /** Exit code: 0 good, 1 something needs a person, 2 wrong usage. */
  readonly run: (input: { readonly positionals: readonly string[]; readonly values: OptionValues }, terminal: Terminal) => Promise<number>
}

/** Text of an option, or what stands for its absence. */
export const textOption = (values: OptionValues, name: string, absent: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value : absent
}
