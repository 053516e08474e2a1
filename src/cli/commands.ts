import { kasprCommands } from '../../kaspr/commands.ts'
import type { Command } from './command.ts'
import { generate } from './generate.ts'
import { renderCommand } from './render.ts'
import { serve } from './serve.ts'
import { steward } from './steward.ts'

/** All commands, in the order of the help page. */
export const commands: readonly Command[] = [serve, steward, renderCommand, generate, ...kasprCommands]
