import type { Command } from '../src/cli/command.ts'
import { env } from './env-command.ts'

/** Commands of the Environment family. */
export const environmentCommands: readonly Command[] = [env]
