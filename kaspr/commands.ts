import type { Command } from '../src/cli/command.ts'
import { migrate } from './migrate/command.ts'
import { status } from './status/command.ts'

/** Commands that know the kinds of this family. */
export const kasprCommands: readonly Command[] = [migrate, status]
