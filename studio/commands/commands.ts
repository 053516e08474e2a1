import type { Command } from '../../src/cli/command.ts'
import { program } from './program-command.ts'

/** Commands of the Studio for people who keep programs as files. */
export const programCommands: readonly Command[] = [program]
