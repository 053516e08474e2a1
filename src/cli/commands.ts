import type { Command } from './command.ts'

/** All commands, in the order of the help page. */
export const commands: readonly Command[] = []
