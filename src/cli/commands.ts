import type { Command } from './command.ts'
import { generate } from './generate.ts'

/** All commands, in the order of the help page. */
export const commands: readonly Command[] = [generate]
